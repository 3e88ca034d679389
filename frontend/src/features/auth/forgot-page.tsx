export function ForgotPage() {
  return <h1>forgot</h1>;
}
