import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';

import type { ObjectiveIn, ObjectiveOut } from '@/api/schema/types.gen';
import { aMonitor, aUser, aWorkspace, WORKSPACE_ID } from '@/test/factories';
import { anObjective, aPolicy, aStanding } from '@/test/number-factories';
import { showPage } from '@/test/render';
import { server } from '@/test/server';

const PATH = `/w/${WORKSPACE_ID}/objectives`;

describe('objectives', () => {
  let items: ObjectiveOut[];
  beforeEach(() => {
    items = [anObjective(), anObjective({ id: 2, name: 'Shop', tree: { tag: 'shop' } })];
    server.use(
      http.post('*/api/v1/auth/refresh', () => HttpResponse.json({ access_token: 'a', expires_in: 900, token_type: 'bearer' })),
      http.get('*/api/v1/me', () => HttpResponse.json(aUser())),
      http.get('*/api/v1/workspaces/:id', () => HttpResponse.json(aWorkspace())),
      http.get('*/api/v1/workspaces/:id/monitors', () => HttpResponse.json({ items: [aMonitor({ id: 1, name: 'Checkout' })], next: null })),
      http.get('*/api/v1/workspaces/:id/policies', () => HttpResponse.json({ items: [aPolicy()], next: null })),
      http.get('*/api/v1/workspaces/:id/objectives', () => HttpResponse.json({ items, next: null })),
      http.get('*/api/v1/workspaces/:id/objectives/1/budget', () => HttpResponse.json(aStanding())),
      http.get('*/api/v1/workspaces/:id/objectives/2/budget', () =>
        HttpResponse.json(aStanding({ availability: 0.9971, used_share: 2.91, remaining_s: -5100, burn_rate: 2.9 })),
      ),
    );
  });

  it('says how much of each budget is left', async () => {
    showPage(PATH);
    expect(await screen.findByText('1 of 2 targets is over its budget.')).toBeVisible();
    expect(await screen.findByText('99.9% of Checkout, each month')).toBeVisible();
    expect(await screen.findByText('22 min 19 sec of 44 min 38 sec left')).toBeVisible();
    expect(await screen.findByText('1 hr 25 min over budget')).toBeVisible();
    expect(await screen.findByText('291%')).toBeVisible();
  });

  it('opens to the windows before', async () => {
    const { user } = showPage(PATH);
    const toggle = await screen.findByRole('button', { name: 'Details of Checkout' });
    await user.click(toggle);
    expect(toggle).toHaveAttribute('aria-expanded', 'true');
    expect(await screen.findByText('1 outage')).toBeVisible();
    expect(screen.getByRole('button', { name: 'The window after' })).toBeDisabled();
  });

  it('sets a target of one field and two choices', async () => {
    let sent: ObjectiveIn | undefined;
    items = [];
    server.use(
      http.post('*/api/v1/workspaces/:id/objectives', async ({ request }) => {
        sent = (await request.json()) as ObjectiveIn;
        items = [anObjective({ name: sent.name })];
        return HttpResponse.json(items[0], { status: 201 });
      }),
    );
    const { user } = showPage(PATH);
    await user.click(await screen.findByRole('button', { name: 'Set a target' }));
    const dialog = within(screen.getByRole('dialog'));
    await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'Checkout');
    await user.selectOptions(dialog.getByRole('combobox', { name: 'A monitor' }), 'Checkout');
    await user.click(dialog.getByRole('button', { name: 'Set a target' }));
    expect(await screen.findByText('99.9% of Checkout, each month')).toBeVisible();
    expect(sent).toMatchObject({ tree: { monitor: 1 }, target: 0.999, cycle: 'month', policy: 'agreed', tiers: [] });
  });

  it('is about a tree that is built of groups', async () => {
    let sent: ObjectiveIn | undefined;
    items = [];
    server.use(
      http.get('*/api/v1/workspaces/:id/monitors', () =>
        HttpResponse.json({ items: [aMonitor({ id: 1, name: 'Checkout' }), aMonitor({ id: 2, name: 'Backup' }), aMonitor({ id: 3, name: 'Website' })], next: null }),
      ),
      http.post('*/api/v1/workspaces/:id/objectives', async ({ request }) => {
        sent = (await request.json()) as ObjectiveIn;
        items = [anObjective({ name: sent.name, tree: sent.tree })];
        return HttpResponse.json(items[0], { status: 201 });
      }),
    );
    const { user } = showPage(PATH);
    await user.click(await screen.findByRole('button', { name: 'Set a target' }));
    const dialog = within(screen.getByRole('dialog'));
    await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'Shop');
    await user.click(dialog.getByRole('radio', { name: 'Several' }));
    const add = async (what: string) => {
      const [first] = dialog.getAllByRole('combobox', { name: 'Add a monitor, a tag or a group' });
      if (first) await user.selectOptions(first, what);
    };
    await add('Website');
    await add('A group of several');
    await add('Checkout');
    await add('Backup');
    await user.click(dialog.getByRole('button', { name: 'Set a target' }));
    expect(await screen.findByText('99.9% of all of Website, (any of Checkout, Backup), each month')).toBeVisible();
    expect(sent?.tree).toEqual({ all_of: [{ monitor: 3 }, { any_of: [{ monitor: 1 }, { monitor: 2 }] }] });
  });
});
