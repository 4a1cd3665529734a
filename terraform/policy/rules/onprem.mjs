// Rules over the files of deploy/onprem: what systemd, the journal, nginx and the installer are told. A unit is read as systemd reads it: the
// values of a directive in order, an empty one taking back those before.
const target = 'onprem';
const breach = (address, message) => ({ address, message });

/** { Section: { Directive: [values] } } of a unit's text. */
const parse = text => {
  const sections = {};
  let section;
  for (const line of text.split('\n').map(each => each.trim())) {
    if (!line || line.startsWith('#') || line.startsWith(';')) continue;
    const head = /^\[(.+)\]$/.exec(line)?.[1];
    if (head) { section = sections[head] ??= {}; continue; }
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (!section || !key) continue;
    section[key] = value === '' ? [] : [...section[key] ?? [], value];
    if (value === '') section[key].wasEmptied = true;
  }
  return sections;
};
const units = (model, pattern) => model.paths(pattern).map(path => ({ path, unit: parse(model.text(path)) }));
const services = model => units(model, /^units\/.*\.service$/);
const hosts = model => units(model, /^units\/caption(@)?\.service$/);
const last = (unit, section, key) => unit[section]?.[key]?.at(-1);
const all = (unit, section, key) => unit[section]?.[key] ?? [];
const settings = (model, file = 'etc/settings.env') => Object.fromEntries((model.text(file) ?? '').split('\n').map(line => /^([A-Z_]+)=(.*)$/.exec(line)).filter(Boolean).map(([, name, value]) => [name, value]));
const missing = (model, ...paths) => paths.filter(path => model.text(path) === undefined).map(path => breach(path, 'it is missing'));
const theHosts = model => missing(model, 'units/caption.service', 'units/caption@.service');

/** A rule for services: what is wrong with one, '' where nothing. */
const every = (list, fault) => model => [...theHosts(model), ...list(model).map(({ path, unit }) => [path, fault(unit, path)]).filter(([, said]) => said).map(([path, said]) => breach(path, said))];
const isYes = value => ['yes', 'true', 'on', '1'].includes(value);
const yes = (...keys) => unit => { const lacking = keys.filter(key => !isYes(last(unit, 'Service', key))); return lacking.length ? `${lacking.join(', ')} ${lacking.length > 1 ? 'are' : 'is'} not yes` : ''; };
const has = (model, path, pattern, message) => model.text(path) === undefined ? missing(model, path) : pattern.test(model.text(path)) ? [] : [breach(path, message)];
const loopback = /^(127\.\d+\.\d+\.\d+|::1)$/;
const bytes = text => { const [, amount, unit] = /^(\d+)([KMGT]?)$/.exec(text ?? '') ?? []; return amount ? Number(amount) * 1024 ** 'KMGT'.indexOf(unit || 'K') * (unit ? 1024 : 1 / 1024) : NaN; };

const alarms = ['errors', 'latency_p95', 'throttles', 'dead_letters', 'oldest_event_age', 'cost', 'refused'];

export default [
  {
    id: 'onprem-user-of-its-own', control: 'least_privilege', target, public: null,
    says: 'Every service runs as a user of its own that owns nothing else.',
    check: every(services, unit => last(unit, 'Service', 'DynamicUser') === 'yes' || /^[a-z][a-z0-9_-]*$/.test(last(unit, 'Service', 'User') ?? '') && !['root', 'nobody', 'www-data'].includes(last(unit, 'Service', 'User'))
      ? '' : 'it runs as root, or as a user that others run as too'),
  },
  {
    id: 'onprem-no-capabilities', control: 'least_privilege', target, public: null,
    says: 'No service has a right of root, nor can get one.',
    check: every(services, unit => unit.Service?.CapabilityBoundingSet?.length === 0 && unit.Service?.AmbientCapabilities?.length === 0 && isYes(last(unit, 'Service', 'NoNewPrivileges')) ? '' : 'it keeps capabilities, or may get new rights'),
  },
  {
    id: 'onprem-listens-to-this-machine', control: 'private_by_default', target, public: null,
    says: 'The service listens to its machine alone; a front with TLS stands before it.',
    check: model => {
      const address = settings(model).CAPTION_ADDRESS;
      return model.text('etc/settings.env') === undefined ? missing(model, 'etc/settings.env') : loopback.test(address ?? '') ? [] : [breach('etc/settings.env', `CAPTION_ADDRESS is ${address ?? 'not set'}`)];
    },
  },
  {
    id: 'onprem-network-closed', control: 'private_by_default', target, public: null,
    says: 'Services that see pictures reach this machine alone, until a drop-in names more.',
    check: every(model => services(model).filter(({ path }) => !/captions-alarms/.test(path)), unit => all(unit, 'Service', 'IPAddressDeny').includes('any')
      && all(unit, 'Service', 'IPAddressAllow').every(value => value === 'localhost') ? '' : 'it reaches other machines'),
  },
  {
    id: 'onprem-callers-are-known', control: 'private_by_default', target, public: null,
    says: 'Callers prove who they are by keys or tokens.',
    check: model => model.text('etc/settings.env') === undefined ? missing(model, 'etc/settings.env') : ['keys', 'jwt'].includes(settings(model).CAPTION_AUTH) ? [] : [breach('etc/settings.env', `CAPTION_AUTH is ${settings(model).CAPTION_AUTH ?? 'not set'}`)],
  },
  {
    id: 'onprem-front-by-tls', control: 'encryption', target, public: null,
    says: 'The front takes callers by TLS 1.2 or newer alone.',
    check: model => {
      const text = model.text('etc/front.nginx.conf');
      if (text === undefined) return missing(model, 'etc/front.nginx.conf');
      return [
        ...[...text.matchAll(/^\s*listen\s+([^;]+);/gm)].filter(([, value]) => !/\bssl\b/.test(value)).map(([, value]) => breach('etc/front.nginx.conf', `listen ${value} answers without TLS`)),
        ...(/ssl_protocols ([^;]+);/.exec(text)?.[1].trim().split(/\s+/) ?? ['none']).filter(version => !['TLSv1.2', 'TLSv1.3'].includes(version)).map(version => breach('etc/front.nginx.conf', `ssl_protocols has ${version}`)),
      ];
    },
  },
  {
    id: 'onprem-backups', control: 'versioned_store', target, public: null,
    says: 'Results and reviews are copied by a timer, whole or not at all, and several copies are kept.',
    check: model => [
      ...missing(model, 'units/captions-backup.service', 'units/captions-backup.timer', 'bin/captions-backup'),
      ...!(Number(settings(model).CAPTIONS_BACKUPS_KEPT) >= 2) ? [breach('etc/settings.env', 'fewer than two copies are kept')] : [],
      ...units(model, /^units\/captions-backup\.timer$/).filter(({ unit }) => !last(unit, 'Timer', 'OnCalendar')).map(({ path }) => breach(path, 'it never fires')),
    ],
  },
  {
    id: 'onprem-keys-as-credentials', control: 'keys', target, public: null,
    says: 'Keys reach the service as a credential of systemd, which no other service sees.',
    check: every(hosts, unit => all(unit, 'Service', 'LoadCredential').concat(all(unit, 'Service', 'LoadCredentialEncrypted')).some(value => /^keys\.json:\//.test(value))
      && all(unit, 'Service', 'Environment').some(value => value === 'CAPTION_KEYS_FILE=%d/keys.json') ? '' : 'the keys are no credential of it'),
  },
  {
    id: 'onprem-no-secret-in-settings', control: 'keys', target, public: null,
    says: 'No file of ours holds a secret.',
    check: model => [...missing(model, 'etc/settings.env'), ...model.paths(/./).filter(path => /^[A-Z_]*(TOKEN|PASSWORD|SECRET|_KEY)=\S/m.test(model.text(path).replace(/^\s+/gm, '  ')) || /-----BEGIN/.test(model.text(path)))
      .map(path => breach(path, 'a secret stands in it'))],
  },
  {
    id: 'onprem-sweep', control: 'failure_path', target, public: null,
    says: 'What the watched folder missed is swept up by a timer that makes up for the time a machine was off.',
    check: model => [
      ...missing(model, 'units/captions-sweep.service', 'units/captions-sweep.timer'),
      ...units(model, /^units\/captions-sweep\.timer$/).filter(({ unit }) => !last(unit, 'Timer', 'OnCalendar') || !isYes(last(unit, 'Timer', 'Persistent'))).map(({ path }) => breach(path, 'it never fires, or not for the time the machine was off')),
    ],
  },
  {
    id: 'onprem-starts-again', control: 'failure_path', target, public: null,
    says: 'A service that fails is started again, but not for ever and not with wrong settings.',
    check: every(hosts, unit => last(unit, 'Service', 'Restart') === 'on-failure' && all(unit, 'Service', 'RestartPreventExitStatus').includes('2') && Number(last(unit, 'Unit', 'StartLimitBurst')) > 0 ? '' : 'it stays down, or starts for ever'),
  },
  {
    id: 'onprem-bounded', control: 'concurrency', target, public: null,
    says: 'Pictures, threads and files at the same time are bounded.',
    check: model => [
      ...every(hosts, unit => Number(last(unit, 'Service', 'TasksMax')) > 0 && Number(last(unit, 'Service', 'LimitNOFILE')) > 0 ? '' : 'its threads or files have no bound')(model),
      ...Number(settings(model).CAPTION_CONCURRENCY) > 0 ? [] : [breach('etc/settings.env', 'CAPTION_CONCURRENCY is not set')],
    ],
  },
  {
    id: 'onprem-memory-and-processors', control: 'time_and_memory', target, public: null,
    says: 'Every service has an upper bound of memory and of processors.',
    check: every(services, unit => bytes(last(unit, 'Service', 'MemoryMax')) > 0 && /^\d+%$/.test(last(unit, 'Service', 'CPUQuota') ?? '') ? '' : 'MemoryMax or CPUQuota is missing'),
  },
  {
    id: 'onprem-time-to-end', control: 'time_and_memory', target, public: null,
    says: 'A service that stops has the time to answer what it works on.',
    check: every(hosts, unit => Number(last(unit, 'Service', 'TimeoutStopSec')) > 30 && Number(last(unit, 'Service', 'TimeoutStartSec')) > 0 ? '' : 'TimeoutStopSec is not above the 30 seconds of a request, or it may start for ever'),
  },
  {
    id: 'onprem-log-retention', control: 'logs', target, public: null,
    says: 'Services have a journal of their own that is kept thirty days, within a bound.',
    check: model => {
      const path = 'etc/journald@captions.conf';
      if (model.text(path) === undefined) return [...theHosts(model), ...missing(model, path)];
      const journal = parse(model.text(path));
      return [
        ...every(services, unit => last(unit, 'Service', 'LogNamespace') === 'captions' ? '' : 'it writes into the journal of the machine')(model),
        ...Number(/^(\d+)day$/.exec(last(journal, 'Journal', 'MaxRetentionSec') ?? '')?.[1]) >= 30 ? [] : [breach(path, 'MaxRetentionSec is below 30day')],
        ...bytes(last(journal, 'Journal', 'SystemMaxUse')) > 0 ? [] : [breach(path, 'SystemMaxUse is missing')],
      ];
    },
  },
  {
    id: 'onprem-tracing', control: 'tracing', target, public: null,
    says: 'The settings show where spans and measurements would go.',
    check: model => has(model, 'etc/settings.env', /^#?OTEL_EXPORTER_OTLP_ENDPOINT=http/m, 'OTEL_EXPORTER_OTLP_ENDPOINT does not stand in it'),
  },
  {
    id: 'onprem-seven-alarms', control: 'alarms', target, public: null,
    says: 'The seven alarms are looked at each minute, and people are told.',
    check: model => [
      ...missing(model, 'units/captions-alarms.service', 'units/captions-alarms.timer', 'bin/captions-alarms'),
      ...units(model, /^units\/captions-alarms\.timer$/).filter(({ unit }) => last(unit, 'Timer', 'OnCalendar') !== 'minutely').map(({ path }) => breach(path, 'it is not minutely')),
      ...alarms.filter(name => !new RegExp(`^alarm ${name} `, 'm').test(model.text('bin/captions-alarms') ?? '')).map(name => breach('bin/captions-alarms', `${name} is not looked at`)),
      ...settings(model).CAPTIONS_ALARM_EMAILS === undefined ? [breach('etc/settings.env', 'CAPTIONS_ALARM_EMAILS does not stand in it')] : [],
    ],
  },
  {
    id: 'onprem-disk-alarm', control: 'budget', target, public: null,
    says: 'What a machine that is paid for can still use up, its disk, has a limit that alarms, and copies and journals have a bound.',
    check: model => model.text('etc/settings.env') === undefined ? missing(model, 'etc/settings.env')
      : Number(settings(model).CAPTIONS_ALARM_DISK_PERCENT) >= 1 && Number(settings(model).CAPTIONS_ALARM_DISK_PERCENT) <= 95 ? [] : [breach('etc/settings.env', 'CAPTIONS_ALARM_DISK_PERCENT is none of 1 to 95')],
  },
  {
    id: 'onprem-verified-before-anything', control: 'registry', target, public: null,
    says: 'The installer verifies every file against its digest before it changes anything.',
    check: model => {
      const text = model.text('install.sh');
      if (text === undefined) return missing(model, 'install.sh');
      const [verify, first] = [text.search(/^ {2}verify_bundle "/m), text.search(/^mkdir -p "\$base/m)];
      return /sha256sum --check --strict/.test(text) && verify > 0 && first > verify ? [] : [breach('install.sh', 'it changes something before it has verified all')];
    },
  },
  {
    id: 'onprem-documented', control: 'tags', target, public: null,
    says: 'Every unit says what it is and where that is explained.',
    check: every(services, unit => last(unit, 'Unit', 'Description') && /^file:\/\/|^https:\/\//.test(last(unit, 'Unit', 'Documentation') ?? '') ? '' : 'it does not say what it is, or where that is explained'),
  },
  {
    id: 'onprem-file-system-closed', control: 'hardening', target, public: null,
    says: 'Services see a system they cannot write to, and no one\'s home.',
    check: every(services, unit => last(unit, 'Service', 'ProtectSystem') === 'strict' ? yes('ProtectHome', 'PrivateTmp', 'PrivateDevices')(unit) : 'ProtectSystem is not strict'),
  },
  {
    id: 'onprem-kernel-closed', control: 'hardening', target, public: null,
    says: 'Services change nothing of the kernel, its clock, its modules or its control groups.',
    check: every(services, yes('ProtectKernelTunables', 'ProtectKernelModules', 'ProtectKernelLogs', 'ProtectControlGroups', 'ProtectClock', 'ProtectHostname', 'RestrictNamespaces', 'RestrictRealtime', 'RestrictSUIDSGID', 'LockPersonality')),
  },
  {
    id: 'onprem-system-calls-filtered', control: 'hardening', target, public: null,
    says: 'System calls are those of a service, of this architecture, without the privileged ones.',
    check: every(services, unit => all(unit, 'Service', 'SystemCallFilter').some(value => value.split(' ').includes('@system-service')) && all(unit, 'Service', 'SystemCallFilter').some(value => /^~.*@privileged\b/.test(value))
      && last(unit, 'Service', 'SystemCallArchitectures') === 'native' ? '' : 'system calls are not filtered'),
  },
  {
    id: 'onprem-address-families', control: 'hardening', target, public: null,
    says: 'Services open sockets of the machine and of IP alone.',
    check: every(services, unit => { const families = all(unit, 'Service', 'RestrictAddressFamilies').flatMap(value => value.split(' ')); return families.length && families.every(each => /^AF_(UNIX|INET6?|NETLINK)$/.test(each)) ? '' : 'RestrictAddressFamilies is missing or too wide'; }),
  },
  {
    id: 'onprem-two-revisions', control: 'rollout', target, public: null,
    says: 'A revision stands beside the current one on a port of its own, and the front moves traffic by weight to what is ready.',
    check: model => [
      ...every(m => hosts(m).filter(({ path }) => path.includes('@')), unit => /\bCAPTION_PORT=%i \/opt\/captions\/revisions\/%i\//.test(last(unit, 'Service', 'ExecStart') ?? '')
        ? '' : 'its instance does not name port and release where no file of settings wins over it')(model),
      ...has(model, 'bin/captions-front', /split_clients[\s\S]*/, 'it splits no traffic'),
      ...has(model, 'bin/captions-front', /captions-ready" "\$port"/, 'it gives traffic to what is not ready'),
      ...has(model, 'etc/front.nginx.conf', /\$captions_port/, 'it does not heed the weights'),
    ],
  },
  {
    id: 'onprem-ready-before-it-counts', control: 'rollout', target, public: null,
    says: 'A service counts as started only when it has made a caption.',
    check: every(hosts, unit => /\/captions-ready /.test(last(unit, 'Service', 'ExecStartPost') ?? '') ? '' : 'it counts as started before it can caption'),
  },
  {
    id: 'onprem-rollback', control: 'rollback', target, public: null,
    says: 'The installer keeps the release of before, goes back to it by itself when the new one does not come up, and undoes what was cut off.',
    check: model => [
      ...has(model, 'install.sh', /--rollback/, 'it cannot go back'),
      ...has(model, 'install.sh', /^undo_cut_off$/m, 'what was cut off stays half done'),
      ...has(model, 'install.sh', /did not come up[\s\S]{0,200}restore /, 'a release that does not come up stays'),
    ],
  },
  {
    id: 'onprem-rollback-trigger', control: 'rollback', target, public: null,
    says: 'Alarms can call what rolls back, with a token that is a credential.',
    check: model => [
      ...has(model, 'bin/captions-alarms', /CAPTIONS_ROLLBACK_URL/, 'it calls nothing'),
      ...units(model, /^units\/captions-alarms\.service$/).filter(({ unit }) => !all(unit, 'Service', 'LoadCredential').some(value => value.startsWith('rollback-token:'))).map(({ path }) => breach(path, 'the token is no credential')),
    ],
  },
];
