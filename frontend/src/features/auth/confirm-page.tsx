export function ConfirmPage() {
  return <h1>confirm</h1>;
}
