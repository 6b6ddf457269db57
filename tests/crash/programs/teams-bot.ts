/**
 * The built program as `serve` starts it, with Microsoft's side of Teams played on this machine, which no setting can
 * say: `teams-bot <login url> <issuer> <metadata url>`. It is bundled as the program itself is; see tests/support/teams-bot.ts.
 */
import { startApp } from '../../../src/app/start.ts';
import { untilTold } from '../../../src/cli/terminal/until-told.ts';
import { readConfig } from '../../../src/config.ts';
import { createLog } from '../../../src/log.ts';
import { stderrSink } from '../../../src/log-sink.ts';

const [loginUrl = '', issuer = '', metadataUrl = ''] = process.argv.slice(2);
const config = readConfig();
const playedTeams = { loginUrl, openId: { issuer, metadataUrl } };
const sink = stderrSink();
const app = await startApp(config, { log: createLog(config.log, sink), playedTeams });
process.stdout.write(`airb listens on ${app.url}\n`);
await untilTold(app, sink);
