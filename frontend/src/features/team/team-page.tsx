export function TeamPage() {
  return <h1>team</h1>;
}
