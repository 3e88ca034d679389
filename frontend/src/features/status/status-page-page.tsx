export function StatusPagePage() {
  return <h1>status-page</h1>;
}
