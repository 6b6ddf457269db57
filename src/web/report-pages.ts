import type { FastifyInstance } from 'fastify';
import { reportCsv } from '../views/report/csv.ts';
import { type Asked, type PageOptions, page, withReader } from './entry.ts';
import { reportPage } from './pages/report.ts';
import { reportAsked, reportOr422 } from './report-query.ts';

/** How incidents were handled. Without the token private incidents are counted, and none is named. */
export function registerReportPages(app: FastifyInstance, options: PageOptions): void {
  app.get('/report', (request: Asked, reply) =>
    withReader(options, { request, reply }, async (trusted) => {
      const asked = reportAsked(request.query);
      return page(reply, reportPage(reportOr422(await options.report({ ...asked, trusted })), asked));
    }),
  );
  app.get('/report.csv', (request: Asked, reply) =>
    withReader(options, { request, reply }, async (trusted) => {
      const made = reportOr422(await options.report({ ...reportAsked(request.query), trusted }));
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="airb-report.csv"')
        .send(reportCsv(made));
    }),
  );
}
