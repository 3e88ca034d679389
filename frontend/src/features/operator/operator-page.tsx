export function OperatorPage() {
  return <h1>operator</h1>;
}
