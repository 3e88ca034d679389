export function InvitePage() {
  return <h1>invite</h1>;
}
