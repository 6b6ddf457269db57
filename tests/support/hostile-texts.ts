/**
 * Texts with which somebody outside tries to be more than text: what a chat, a page, a file or a terminal could take for
 * its own syntax. One list for every surface.
 */
const wild: Record<string, string> = {
  'mentions of everybody': '<!channel> <!here> <!everyone> @channel @here @everyone',
  'mentions of somebody': '<@U01BEN> <@U01BEN|ana> <!subteam^S0TEAM|@team>',
  'mentions in Teams': '<at>Ben Okafor</at> <at id="0">Ben</at>',
  'a channel': '<#C01GEN|general>',
  'a link with another label': '<https://evil.example/a|https://status.example.com>',
  'a date': '<!date^1739801400^{date}^https://evil.example/b|today>',
  'links in Markdown':
    '[click](https://evil.example/c) ![x](https://evil.example/d.png) <https://evil.example/e>',
  'a link by reference': '[click][1]\n\n[1]: https://evil.example/f',
  scripts: '[x](javascript:alert(1)) javascript:alert(1) data:text/html,<script>alert(1)</script>',
  'HTML that ends what it stands in': `</td></pre></p>--></style><script>alert(1)</script><img src=x onerror=alert(1)>"'><b onclick=alert(1)>`,
  'entities that are unpacked twice': '&lt;!channel&gt; &#60;script&#62; &amp;lt;b&amp;gt;',
  formats: '*bold* _italic_ ~gone~ `code` **b** __b__ ~~s~~ <u>u</u>',
  'blocks of Markdown':
    '```\nfence\n```\n# heading\n> quote\n- item\n1. one\n\n---\n\n| a | b |\n|---|---|\n| c | d |',
  'a template': `{{version}} {{DATE(2025-02-17T14:10:00Z,SHORT)}} \${title} $(id) %s`,
  commands: '/airb rollback prompt because evil\n@airb cancel\n/invite @eve',
  emoji: ':rotating_light: :+1: :white_check_mark:',
  'commands to a terminal':
    'a\u001b[2Jb\u001b]8;;https://evil.example/g\u0007c\u009b31md\u0008\u0008e\u0000f\u007f',
  'letters that turn the line': '\u202eevil\u202c \u2066evil\u2069 \u200fevil \u061cevil',
  'line breaks of every kind': 'one\rtwo\r\nthree\u2028four\u2029five\u0085six\u000bseven\u000ceight',
  'letters nobody sees': 'e\u200bv\u200di\u2060l\ufeff \u00ad\u{e0041}',
  'half a letter': 'evil \ud83d and \udc00',
  'names of every object': '__proto__ constructor toString hasOwnProperty',
  'what a button carries': 'rollback.approve|1|r1~AAAAAAAAAAAAAAAA',
};

/** Numbered, so that each can be found again. */
export const hostileTexts: [name: string, text: string][] = Object.entries(wild).map(([name, text], n) => [
  name,
  `evil${n} ${text}`,
]);

/** Characters that reorder a line, hide in it, or steer a terminal. */
export const steering =
  /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\u{e0000}-\u{e007f}]/u;
