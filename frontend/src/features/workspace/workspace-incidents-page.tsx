export function WorkspaceIncidentsPage() {
  return <h1>incidents</h1>;
}
