import { m } from '@/messages/messages';

/** What people ask before they try it. */
export function Questions() {
  const questions = [
    [m.site_q_down(), m.site_a_down()],
    [m.site_q_data(), m.site_a_data()],
    [m.site_q_own(), m.site_a_own()],
    [m.site_q_leave(), m.site_a_leave()],
  ] as const;
  return (
    <section className="mt-24 grid items-start gap-x-16 gap-y-6 border-t border-line pt-12 md:grid-cols-[20rem_minmax(0,1fr)]">
      <h2 className="text-24 font-heading">{m.site_questions()}</h2>
      <div>
        {questions.map(([question, answer]) => (
          <details key={question} name="questions" className="border-line py-1 not-first:border-t">
            <summary className="py-3 text-16 font-label">{question}</summary>
            <p className="prose pb-4">{answer}</p>
          </details>
        ))}
      </div>
    </section>
  );
}
