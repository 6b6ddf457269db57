import { expect } from 'vitest';
import { message } from '../chat/teams/support/activities.ts';
import { openDoor, thread } from '../chat/teams/support/door.ts';
import { addChannel, type FakeUser, incidents, people } from '../chat/teams/support/world.ts';
import { mayLog } from '../support/log.ts';
import { type WhoWorld, whoContract } from './who.contract.ts';

mayLog(/^warn Teams does not show airb its place/);

const somebody = (n: string, name: string, email: string, more: Partial<FakeUser> = {}): FakeUser => ({
  aad: `00000000-0000-4000-8000-0000000000${n}`,
  mri: `29:1${n}`,
  name,
  email,
  inTeam: true,
  reachable: true,
  ...more,
});

const users = {
  ana: people.ana,
  dev: somebody('21', 'Dev Elsewhere', 'Dev@Mail.Example'),
  mia: somebody('22', 'Mia Sand', 'mia@mail.example'),
  two: somebody('23', 'Kim Or Lou', 'team@mail.example'),
  gus: somebody('24', 'Gus Guest', 'dev@mail.example', { role: 'guest' }),
  ext: somebody('25', 'Ext Guest', 'dev_mail.example#EXT#@ours.example', {
    email: 'dev_mail.example#EXT#@ours.example',
  }),
  anonymous: somebody('26', 'Anonymous', 'dev@mail.example', { role: 'anonymous' }),
  other: somebody('27', 'Other Tenant', 'dev@mail.example', { tenantId: 'another-tenant' }),
  gone: somebody('28', 'Off Gone', 'dev@mail.example', { gone: true }),
};

const listed = [
  { id: 'ana', name: 'Ana Lima', teams: people.ana.aad, email: 'ana@example.com' },
  { id: 'dev', name: 'Dev Patel', email: 'dev@mail.example' },
  { id: 'kim', name: 'Kim Park', email: 'team@mail.example' },
  { id: 'lou', name: 'Lou Reyes', email: 'team@mail.example' },
];

const directory = {
  teamsIdOf: (id: string) => listed.find((one) => one.id === id)?.teams,
  personOf: (aad: string) => listed.find((one) => one.teams === aad),
  withEmail(email: string) {
    const found = listed.filter((one) => one.email === email.toLowerCase());
    return found.length === 1 ? found[0] : undefined;
  },
};

whoContract('Teams', async (): Promise<WhoWorld> => {
  const door = await openDoor({ directory, acquaintance: 400 });
  const { world, calls } = door.teams;
  world.users.splice(0, world.users.length, ...Object.values(users).map((user) => ({ ...user })));
  addChannel(world, incidents, 'incidents');
  const userOf = (aad: string) => {
    const user = world.users.find((one) => one.aad === aad);
    if (!user) throw new Error(`no user ${aad}`);
    return user;
  };
  return {
    accounts: {
      listed: users.ana.aad,
      member: users.mia.aad,
      guest: users.gus.aad,
      'by e-mail': users.dev.aad,
      'shared e-mail': users.two.aad,
    },
    strangers: {
      guest: users.gus.aad,
      'guest by the sign-in name': users.ext.aad,
      anonymous: users.anonymous.aad,
      'of another tenant': users.other.aad,
      'left the tenant': users.gone.aad,
    },
    async command(aad, mention) {
      const before = door.inputs.length;
      const at = mention && `<at>${mention.label}</at>`;
      const said = message(door.teams.sender, {
        by: userOf(aad),
        conversation: thread,
        text: at ? `role commander ${at}` : 'status',
      });
      if (mention && at) {
        const mentioned = { id: userOf(mention.account).mri, name: mention.label };
        said.entities = [...(said.entities as object[]), { type: 'mention', mentioned, text: at }];
      }
      expect((await door.send(said)).status).toBe(200);
      const input = door.inputs[before];
      if (!input) throw new Error('nothing reached airb');
      return input;
    },
    becomesGuest(aad) {
      userOf(aad).role = 'guest';
    },
    asked: () => calls.filter(({ method, path }) => method === 'GET' && path.includes('/members/')).length,
    async weather(kind) {
      const only = /members/;
      door.teams.weather(
        kind === 'fine' ? {} : kind === 'down' ? { down: true, only } : { slow: 3000, only },
      );
    },
    later: (ms) => door.teams.clock.advance(ms),
    close: door.close,
  };
});
