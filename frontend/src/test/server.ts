/** The network of tests: each test sets the answers it needs; a request without one fails it. */
import { setupServer } from 'msw/node';

export const server = setupServer();
