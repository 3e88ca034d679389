import { Outlet } from '@tanstack/react-router';

/** What is around every page of the application. */
export function Layout() {
  return (
    <main className="mx-auto max-w-content p-6">
      <Outlet />
    </main>
  );
}
