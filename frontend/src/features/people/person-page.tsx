export function PersonPage() {
  return <h1>person</h1>;
}
