export function EditMonitorPage() {
  return <h1>edit-monitor</h1>;
}
