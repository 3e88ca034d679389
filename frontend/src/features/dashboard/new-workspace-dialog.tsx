import { useNavigate } from '@tanstack/react-router';

import { useMakeWorkspace } from './api';
import { BringLink } from './bring-link';
import { WorkspaceNameForm } from './workspace-name-form';
import { Dialog } from '@/components/dialog';
import { m } from '@/messages/messages';

/** A new workspace: its name is all it needs. */
export function NewWorkspaceDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const navigate = useNavigate();
  const make = useMakeWorkspace((workspace) => void navigate({ to: '/w/$workspaceId', params: { workspaceId: workspace.id } }));
  return (
    <Dialog title={m.shell_new_workspace()} isOpen={isOpen} onClose={onClose}>
      <p className="text-ink-2">{m.dashboard_workspace_is()}</p>
      <WorkspaceNameForm action={m.dashboard_make_workspace()} error={make.error} isBusy={make.isPending} onName={make.mutate} onCancel={onClose} />
      <BringLink />
    </Dialog>
  );
}
