export function ResetPage() {
  return <h1>reset</h1>;
}
