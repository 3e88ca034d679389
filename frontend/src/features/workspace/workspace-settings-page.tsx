export function WorkspaceSettingsPage() {
  return <h1>settings</h1>;
}
