import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A letter as the server got it: whom it is for, and the message with its head. */
export interface Received {
  to: string[];
  message: string;
}

export interface MailServer {
  url: string;
  letters: Received[];
  close(): Promise<void>;
}

/** A real SMTP server on loopback that keeps the letters it takes; `change` makes it refuse or hang. */
export async function mailServer(change: SMTPServerOptions = {}): Promise<MailServer> {
  const letters: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      void text(stream).then((message) => {
        letters.push({ to: session.envelope.rcptTo.map(({ address }) => address), message });
        done();
      });
    },
    ...change,
  });
  // A client that gives up closes in the middle, which is what these stories are about.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    letters,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
