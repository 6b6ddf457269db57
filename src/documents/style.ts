/** How bars look. */
const barsStyle = `figure.small{max-width:34rem;margin:1rem 0}svg.bars{display:block;width:100%;height:auto;font-family:var(--sans)}
.bars rect{fill:var(--accent)}.bars .none{fill:var(--line)}.bars text{fill:var(--soft);font-size:11px}.bars .value{fill:var(--ink)}
`;

/** How the parts of a chart look; the colours are the page's. */
export const chartStyle = `.chart text{fill:var(--soft);font-size:12px}
.chart .panel-title{fill:var(--ink);font-size:13px;font-weight:600;paint-order:stroke;stroke:var(--paper);stroke-width:6px}
.chart .grid{stroke:var(--line);stroke-width:1}.chart .axis{stroke:var(--soft)}
.chart .normal{stroke:var(--good);stroke-width:1.5;stroke-dasharray:5 4}.chart .normal-label{fill:var(--good);font-size:11px}
.chart .line{fill:none;stroke:var(--accent);stroke-width:2.25;stroke-linejoin:round}
.chart .dot{fill:var(--paper);stroke:var(--accent);stroke-width:2}
.chart .range{fill:var(--good);fill-opacity:.1}
.chart .mark line{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3}
.chart .mark circle{fill:var(--soft)}.chart .mark text{fill:var(--paper);font-weight:700;font-size:11px}
.chart .opened line{stroke:var(--bad)}.chart .opened circle{fill:var(--bad)}
.chart .change line{stroke:var(--ask)}.chart .change circle{fill:var(--ask)}
.chart .rollback line{stroke:var(--mark)}.chart .rollback circle{fill:var(--mark)}
.chart .recovered line{stroke:var(--good)}.chart .recovered circle{fill:var(--good)}
`;

/** The page on which people write in a postmortem, with the log beside it. */
const writingStyle = `.authored{display:grid;grid-template-columns:minmax(0,1fr);gap:1rem}
@media (min-width:70rem){.authored{max-width:92rem;grid-template-columns:minmax(0,1fr) 24rem;gap:2rem}.authored>nav{grid-column:1/-1;position:static;padding:0}.authored>nav ol{display:flex;flex-wrap:wrap;gap:.25rem 1rem;max-width:none}.authored>nav li{margin:0}}
.log{min-width:0;font-size:.875rem;line-height:1.4;background:var(--paper);border:1px solid var(--line);border-radius:.75rem;padding:1rem}
@media (min-width:70rem){.log{position:sticky;top:1rem;align-self:start;max-height:calc(100vh - 2rem);overflow-y:auto}}
.log ol{list-style:none;padding:0;margin:.5rem 0 0;max-width:none}.log li{padding:.5rem 0;margin:0;border-top:1px solid var(--line);overflow-wrap:anywhere}
.find{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end;margin:.75rem 0 0}.find label{flex:1 1 10rem}.find input{width:100%;min-width:0}
.write{margin:-.25rem 0 .75rem;font-size:.875rem}.over{position:absolute;left:-99rem}.ask+.write{margin-top:-.5rem}
.words label{width:100%}textarea{font:inherit;width:100%;padding:.75rem;border-radius:.4rem;border:1px solid var(--soft);background:var(--paper);color:var(--ink);resize:vertical}
.words>p{flex-basis:100%;margin:0}.field{width:100%;max-width:68ch}.field label{font-weight:600}.report{gap:1.25rem}.field p{margin:0 0 .25rem;font-size:.875rem;max-width:none}.field input,.field select{width:100%}.field .fault{color:var(--bad);font-weight:600}[aria-invalid]{border-color:var(--bad)}button.plain{background:none;color:var(--accent);border-color:var(--line);font-weight:500;padding:.25rem .6rem;font-size:.875rem}
.told{padding:.6rem 1rem;background:var(--faint);border-left:4px solid var(--good);border-radius:0 .4rem .4rem 0}.told.wrong{border-color:var(--bad)}
.theirs{padding:.25rem 1rem;background:var(--ask-bg);border-left:4px solid var(--ask-line);border-radius:0 .4rem .4rem 0}.theirs h3{margin-top:.75rem}
.published{margin:1.5rem 0 0;padding:.25rem 1rem;background:var(--faint);border-radius:.4rem}.published code{overflow-wrap:anywhere}.versions{padding-left:1.1rem}
.check{display:flex;gap:.5rem;align-items:center;flex-basis:100%}.published form>ul,.published form>p{flex-basis:100%;margin:0}.published form{margin:.75rem 0}
.times{margin:3rem 0 0;padding-top:1.25rem;border-top:1px solid var(--line)}.who-writes{margin:0 0 1rem}.who-writes p{margin:0;flex:1 1 16rem}
@media print{.log,.write,.times,.published details{display:none}.authored{display:block}}
`;

/**
 * The style sheet of every page airb writes. It is one string, so that a page is one file and a content security policy
 * can name its hash.
 */
export const stylesheet = `
:root{color-scheme:light dark;--paper:#fff;--ground:#f6f5f2;--ink:#1d2129;--soft:#5b6270;--line:#dedcd6;--faint:#eeece7;
--accent:#2457c5;--ask:#8a5300;--ask-bg:#fff6e3;--ask-line:#e3a93a;--bad:#b3261e;--good:#1c7a43;--mark:#6b4fbb;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;
--mono:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace}
@media (prefers-color-scheme:dark){:root{--paper:#171a20;--ground:#101216;--ink:#e6e8ec;--soft:#a0a7b4;--line:#343943;
--faint:#22262e;--accent:#8fb2ff;--ask:#f3c779;--ask-bg:#2c2415;--ask-line:#a97a1f;--bad:#ff8f86;--good:#6fd096;--mark:#b9a5ff}}
*{box-sizing:border-box}
html{font:16px/1.6 var(--sans);background:var(--ground);color:var(--ink);-webkit-text-size-adjust:100%}
body{margin:0;padding:2.5rem 1.25rem 4rem}
.frame{max-width:74rem;margin:0 auto}
.with-nav{display:grid;grid-template-columns:minmax(0,1fr);gap:2.5rem}
@media (min-width:70rem){.with-nav{grid-template-columns:13rem minmax(0,1fr)}}
main{background:var(--paper);border:1px solid var(--line);border-radius:.75rem;padding:clamp(1.25rem,4vw,3.25rem);min-width:0}
nav{font-size:.875rem;line-height:1.35}
nav ol{list-style:none;margin:.5rem 0 0;padding:0}
nav li{margin:.4rem 0}
nav a{color:var(--soft);text-decoration:none}
nav a:hover{color:var(--ink);text-decoration:underline}
nav strong{font-size:.75rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft)}
@media (min-width:70rem){nav{position:sticky;top:2.5rem;align-self:start;padding-top:1rem}}
@media (max-width:69.99rem){.with-nav{gap:1rem}nav{min-width:0}nav strong{display:none}nav ol{display:flex;gap:1.25rem;overflow-x:auto;white-space:nowrap;padding:.25rem .25rem .5rem;max-width:none;margin:0}nav li{margin:0}}
@media (max-width:26rem){body{padding:1rem .5rem 2rem}nav{padding:0 .5rem}}
.kicker{margin:0 0 .5rem;color:var(--soft);font-size:.875rem}
.reader{max-width:74rem;margin:-1.25rem auto 1rem;padding:0 .5rem;color:var(--soft);font-size:.875rem;line-height:1.4;display:flex;flex-wrap:wrap;gap:.35rem .75rem;align-items:center}
.reader p,.reader form{margin:0;max-width:none}@media (max-width:26rem){.reader{margin-top:0}}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;z-index:1}
h1{font-size:clamp(1.6rem,1.2rem + 2vw,2.25rem);line-height:1.15;letter-spacing:-.02em;margin:0 0 1.25rem;text-wrap:balance;overflow-wrap:anywhere}
h2{font-size:1.375rem;line-height:1.25;letter-spacing:-.01em;margin:3rem 0 .75rem;padding-top:1.25rem;border-top:1px solid var(--line)}
h3{font-size:1.0625rem;line-height:1.3;margin:2rem 0 .5rem}
p,ul,ol,blockquote{margin:.75rem 0;max-width:68ch;text-wrap:pretty;overflow-wrap:anywhere}
li{margin:.35rem 0}li::marker{color:var(--soft)}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:.2rem}
code{font:.875em/1.4 var(--mono);background:var(--faint);padding:.1em .35em;border-radius:.3em;overflow-wrap:anywhere}
dl.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,13rem),1fr));gap:1rem 1.5rem;margin:0;padding:1.25rem 0 0;border-top:1px solid var(--line)}
@media (max-width:34rem){dl.facts{grid-template-columns:1fr 1fr;gap:.75rem 1rem}}
dl.facts dt{font-size:.8125rem;color:var(--soft)}
dl.facts dd{margin:.1rem 0 0;font-weight:600;overflow-wrap:anywhere}
.ask{margin:1rem 0;max-width:68ch;padding:.7rem 1rem .75rem;background:var(--ask-bg);border-left:4px solid var(--ask-line);border-radius:0 .4rem .4rem 0;overflow-wrap:anywhere}
.ask b{display:block;font-size:.8125rem;color:var(--ask)}
.asked{display:inline-block;margin:0 0 1.5rem;padding:.3rem .8rem;border-radius:99px;background:var(--ask-bg);color:var(--ask);border:1px solid var(--ask-line);font-size:.875rem}
blockquote{margin-left:0;padding-left:1rem;border-left:3px solid var(--line);white-space:pre-line}
blockquote footer{color:var(--soft);font-size:.875rem;margin-top:.25rem}
.scroll{overflow-x:auto;margin:1rem 0 1.25rem}
table{border-collapse:collapse;width:100%;font-size:.9375rem;line-height:1.45;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);font-size:.8125rem;padding:0 0 .35rem}
th{text-align:left;font-size:.8125rem;font-weight:600;color:var(--soft);border-bottom:1px solid var(--ink);padding:.35rem .75rem .35rem 0;vertical-align:bottom}
td{border-bottom:1px solid var(--line);padding:.5rem .75rem .5rem 0;vertical-align:top;overflow-wrap:break-word}
td.long{min-width:16rem;overflow-wrap:anywhere}td.brief{white-space:nowrap}td:not(.long,.brief){min-width:7.5rem}
th:last-child,td:last-child{padding-right:0}
@media (max-width:34rem){table{font-size:.875rem}td.long{min-width:12rem}}
.dense{font-size:.8125rem}.dense td{padding-top:.3rem;padding-bottom:.3rem}
.dense code{font-size:.6875rem;background:none;padding:0;color:var(--soft)}
figure{margin:1.5rem 0}
figcaption{font-size:.875rem;color:var(--soft)}
figcaption strong{color:var(--ink)}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0;margin:.4rem 0;max-width:none}
.legend li{margin:0}
.legend b{display:inline-block;min-width:1.35rem;height:1.35rem;border-radius:50%;text-align:center;line-height:1.35rem;font-size:.75rem;color:var(--paper);background:var(--soft);margin-right:.35rem}
.legend .change b{background:var(--ask)}.legend .opened b{background:var(--bad)}.legend .rollback b{background:var(--mark)}.legend .recovered b{background:var(--good)}
figure .scroll{direction:rtl}figure .scroll>*{direction:ltr}
svg.chart{display:block;width:100%;min-width:36rem;height:auto;font-family:var(--sans)}
${chartStyle}${barsStyle}.phases{display:flex;flex-wrap:wrap;gap:.4rem .45rem;list-style:none;padding:0;margin:0 0 1.25rem;max-width:none}
.phases li{margin:0;color:var(--soft)}
.phases li:not(:last-child)::after{content:"→";display:inline-block;margin-left:.45rem;color:var(--soft);font-weight:400}
.phases [aria-current]{color:var(--ink);font-weight:700}.phases [aria-current] span{border-bottom:3px solid var(--accent)}
.short h2{margin-top:1.5rem;padding-top:0;border:0;font-size:1.125rem}.short ul{padding-left:1.1rem}
.live{margin:0 0 1rem;color:var(--soft);font-size:.875rem}[data-state] #live-state{color:var(--ink);font-weight:600}
.live[data-state=live] #live-state::before{content:"";display:inline-block;width:.6rem;height:.6rem;margin-right:.4rem;border-radius:50%;background:var(--good)}
.live[data-state=lost] #live-state{color:var(--bad)}
.sev{font-weight:700}.sev1,.sev2{color:var(--bad)}.open{font-weight:600}
.done{color:var(--soft)}.star{color:var(--ask)}
.quiet{color:var(--soft)}.pinned{margin:0 0 1.5rem;padding:.6rem 1rem;background:var(--faint);border-left:4px solid var(--mark);border-radius:0 .4rem .4rem 0}
details{margin:1rem 0 1.25rem}details>summary{max-width:68ch;color:var(--soft);font-size:.9375rem}
.file{margin:3rem 0 0;padding-top:1.25rem;border-top:1px solid var(--line)}summary{cursor:pointer}pre{font:.8125rem/1.5 var(--mono);background:var(--faint);padding:1rem;border-radius:.5rem;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
td:not(.long) code{overflow-wrap:break-word}
@media screen and (max-width:44rem){.stacked,.stacked tbody,.stacked tr,.stacked td,.stacked caption{display:block;width:auto;min-width:0}.stacked thead{position:absolute;left:-99rem}
.stacked tr{padding:.6rem 0;border-bottom:1px solid var(--line)}.stacked td{border:0;padding:.1rem 0;white-space:normal;overflow-wrap:anywhere}
.stacked td+td.brief{display:inline-block;margin-right:.9rem}.stacked td+td::before{content:attr(data-label) ": ";color:var(--soft);font-size:.8125rem}}
.facts+p,.facts+h2{margin-top:1.75rem}
.steps{padding-left:1.5rem;max-width:72ch}.steps>li{margin:1.1rem 0;scroll-margin-top:1rem}
.steps dl{display:grid;grid-template-columns:5.25rem minmax(0,1fr);gap:.2rem .75rem;margin:.3rem 0 0;overflow-wrap:anywhere}
.steps dt{color:var(--soft);font-size:.8125rem;line-height:1.9}.steps dd{margin:0}
@media (max-width:34rem){.steps{padding-left:1.25rem}.steps dl{display:block}.steps dt{margin-top:.4rem;line-height:1.4}}
.who{font-size:.75rem;color:var(--soft);border:1px solid var(--line);border-radius:99px;padding:.05rem .5rem;margin-left:.35rem;white-space:nowrap}
.drawn{max-width:56rem}svg.tree{display:block;width:100%;height:auto;font-family:var(--sans)}
@media (max-width:44rem){.drawn{display:none}}
.tree .way{fill:none;stroke:var(--soft);stroke-width:1.5}.tree marker path{fill:var(--soft)}
.tree a{text-decoration:none}.tree a:focus-visible{outline:none}.tree a:focus-visible rect,.tree a:hover rect{stroke:var(--accent);stroke-width:2.5}
.tree rect{fill:var(--paper);stroke:var(--soft);stroke-width:1.25}.tree .check rect{fill:var(--faint)}.tree .seen rect{stroke-dasharray:4 3}
.tree circle{fill:var(--soft)}.tree .mark{fill:var(--paper);font-size:12.5px;font-weight:700}
.tree .title{fill:var(--ink);font-size:14px;font-weight:600}.tree .seen .title{font-weight:400}
.tree .answer{fill:var(--ink);font-size:13px}.tree .remedy{fill:var(--soft);font-size:12.5px}
.tree .category{font-weight:700}.tree .cause circle,.tree .bar,.tree .category{fill:var(--kind)}
.infrastructure{--kind:var(--accent)}.model{--kind:var(--mark)}.prompt{--kind:var(--ask)}.data{--kind:var(--good)}
.outline,.outline ul{list-style:none;padding:0;max-width:72ch}.outline li{margin:0 0 1rem;scroll-margin-top:1rem}
.outline p{margin:.15rem 0;max-width:none}.outline ul{margin:.6rem 0 0 .15rem;padding-left:.9rem;border-left:2px solid var(--line)}
.outline :target,.steps :target{outline:2px solid var(--accent);outline-offset:.4rem;border-radius:.2rem}
form{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end;margin:1.5rem 0}
label{display:grid;gap:.25rem;font-size:.875rem}
input,button,select{font:inherit;padding:.5rem .8rem;border-radius:.4rem;border:1px solid var(--soft);background:var(--paper);color:var(--ink)}
button{background:var(--accent);border-color:var(--accent);color:var(--paper);font-weight:600;cursor:pointer}
${writingStyle}@media print{:root{--paper:#fff;--ground:#fff;--ink:#000;--soft:#444;--line:#bbb;--faint:#eee;--accent:#1a3f94;--ask:#6b4000;--ask-bg:#fff;--ask-line:#a97a1f;--bad:#8f1d17;--good:#14602f;--mark:#4a3391}
html{font-size:10pt;line-height:1.45;background:#fff}p,ul,ol,blockquote,.ask,details>summary{max-width:none}body{padding:0}nav,.skip,.reader,form{display:none}.with-nav{display:block}main{border:0;padding:0}
h2{break-after:avoid;margin-top:1.75rem}h3,caption{break-after:avoid}tr,.ask,figure svg{break-inside:avoid}thead{display:table-header-group}
.scroll{overflow:visible}svg.chart{min-width:0}.drawn{display:block}svg.tree{max-height:24cm}.steps>li,.outline p,.facts>div{break-inside:avoid}
.steps>li>strong,.outline p:has(+ul){break-after:avoid}main a[href^=http]::after{content:" <" attr(href) ">";font-size:.85em;overflow-wrap:anywhere}
h2.page{break-before:page;margin-top:0;border-top:0}h1{font-size:18pt;margin-bottom:.5rem}dl.facts{grid-template-columns:repeat(3,1fr);gap:.4rem 1rem;padding-top:.6rem}.facts+h2{margin-top:.9rem}p,ul,ol,.asked{margin:.45rem 0}details:not([open])>:not(summary){display:none}details>summary{list-style:none}
.dense{font-size:8pt}td.long,td:not(.long,.brief){min-width:0}}
`.replace(/\n/g, '');
