import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { listenForShortcuts, setShortcutsOn, useShortcut, useShortcuts } from './shortcuts';

function Page({ onKey, isOn = true }: { onKey: (name: string) => void; isOn?: boolean }) {
  useShortcut('g o', 'Overview', () => onKey('g o'), isOn);
  useShortcut('o', 'Open', () => onKey('o'));
  useShortcut('?', 'Help', () => onKey('?'));
  useShortcut('mod+k', 'Search', () => onKey('mod+k'));
  return (
    <>
      <input aria-label="Filter" />
      <p>{useShortcuts().map((shortcut) => shortcut.label).join(', ')}</p>
    </>
  );
}

let stop: (() => void) | undefined;

function open(isOn = true) {
  const onKey = vi.fn();
  stop = listenForShortcuts();
  render(<Page onKey={onKey} isOn={isOn} />);
  return { onKey, user: userEvent.setup() };
}

describe('shortcuts', () => {
  afterEach(() => {
    stop?.();
    setShortcutsOn(true);
  });

  it('hears single keys and sequences', async () => {
    const { onKey, user } = open();
    await user.keyboard('go');
    await user.keyboard('o');
    await user.keyboard('?');
    expect(onKey.mock.calls.flat()).toEqual(['g o', 'o', '?']);
  });

  it('is silent in fields, but for those with the main key', async () => {
    const { onKey, user } = open();
    await user.click(screen.getByRole('textbox', { name: 'Filter' }));
    await user.keyboard('go?');
    await user.keyboard('{Control>}k{/Control}');
    expect(onKey.mock.calls.flat()).toEqual(['mod+k']);
  });

  it('hears what is pressed while a dialog that closed still has the focus', () => {
    const { onKey } = open();
    render(<dialog><input aria-label="Search" /></dialog>);
    fireEvent.keyDown(screen.getByLabelText('Search'), { key: '?' });
    expect(onKey).toHaveBeenCalledWith('?');
  });

  it('can be switched off', async () => {
    const { onKey, user } = open();
    setShortcutsOn(false);
    await user.keyboard('go?');
    expect(onKey).not.toHaveBeenCalled();
  });

  it('lists what can be pressed now', () => {
    open(false);
    expect(screen.getByText('Open, Help, Search')).toBeVisible();
  });
});
