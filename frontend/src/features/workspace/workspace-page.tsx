export function WorkspacePage() {
  return <h1>workspace</h1>;
}
