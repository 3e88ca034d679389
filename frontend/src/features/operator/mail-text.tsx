import { Fragment } from 'react';

import { partsOf } from './mail-parts';

/** The text of a mail, with the addresses in it as links. */
export function MailText({ text }: { text: string }) {
  return (
    <p className="rounded-control bg-sunken p-4 text-14 whitespace-pre-wrap">
      {partsOf(text).map(({ at, words, isLink }) =>
        isLink ? (
          <a key={at} href={words} className="link">
            {words}
          </a>
        ) : (
          <Fragment key={at}>{words}</Fragment>
        ),
      )}
    </p>
  );
}
