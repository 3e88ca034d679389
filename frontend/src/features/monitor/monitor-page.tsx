export function MonitorPage() {
  return <h1>monitor</h1>;
}
