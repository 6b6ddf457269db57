import { createServer } from 'node:http';

// The yardstick: the least a node:http server can do with a JSON body. Its port is the first argument.
createServer((req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    const body = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8'));
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify(body));
  });
}).listen(Number(process.argv[2]), '127.0.0.1');

process.once('SIGTERM', () => process.exit(0));
