/** What the address of the operator's page may carry. */
export type MailState = 'waiting' | 'sent' | 'dead';

export interface OperatorSearch {
  /** Only mails in this state. */
  state?: MailState;
  /** The mail that is open. */
  mail?: number;
}

const STATES: readonly MailState[] = ['waiting', 'sent', 'dead'];

export function readOperatorSearch(given: Record<string, unknown>): OperatorSearch {
  const state = STATES.find((each) => each === given.state);
  const mail = Number(given.mail);
  return { ...(state && { state }), ...(Number.isSafeInteger(mail) && mail > 0 && { mail }) };
}
