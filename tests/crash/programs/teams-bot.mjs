/**
 * The built program as `serve` starts it, with Microsoft's side of Teams played on this machine, which no setting can
 * say: `teams-bot.mjs <login url> <issuer> <metadata url>`. Plain JavaScript, because it is begun again at each death.
 */
import { startApp } from '../../../dist/app/start.js';
import { untilTold } from '../../../dist/cli/terminal/until-told.js';
import { readConfig } from '../../../dist/config.js';
import { createLog } from '../../../dist/log.js';
import { stderrSink } from '../../../dist/log-sink.js';

const [loginUrl = '', issuer = '', metadataUrl = ''] = process.argv.slice(2);
const config = readConfig();
const playedTeams = { loginUrl, openId: { issuer, metadataUrl } };
const sink = stderrSink();
const app = await startApp(config, { log: createLog(config.logLevel, sink), playedTeams });
process.stdout.write(`airb listens on ${app.url}\n`);
await untilTold(app, sink);
