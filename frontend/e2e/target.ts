/** Something to watch: a web server on this machine that works, or does not, as it is told. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Target {
  url: string;
  status: number;
  close: () => Promise<void>;
}

export async function startTarget(): Promise<Target> {
  const server = createServer((_request, response) => {
    response.writeHead(target.status, { 'Content-Type': 'text/plain' });
    response.end(target.status === 200 ? 'fine' : 'broken');
  });
  const target: Target = {
    url: '',
    status: 200,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  target.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return target;
}
