export function RecipientsPage() {
  return <h1>recipients</h1>;
}
