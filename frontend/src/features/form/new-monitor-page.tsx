export function NewMonitorPage() {
  return <h1>new-monitor</h1>;
}
