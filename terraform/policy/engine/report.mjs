// What was found, for people, as JSON and as JUnit XML.

/** A line for each breach and each excuse, and a sum. */
export const asText = results => {
  const lines = results.flatMap(({ rule, state, breaches, reason }) =>
    breaches.map(
      ({ address, message }) =>
        `${state === 'excused' ? `excused (${reason})` : 'breach'}  ${rule.id}${rule.public ? ` (${rule.public})` : ''}  ` +
        `${address}: ${message}. ${rule.says}`,
    ),
  );
  const count = state => results.filter(result => result.state === state).length;
  return [...lines, `${count('held')} rules held, ${count('breached')} breached, ${count('excused')} excused`].join('\n');
};

export const asJson = results =>
  JSON.stringify(
    results.map(({ rule, state, breaches, reason }) => ({
      id: rule.id,
      control: rule.control,
      target: rule.target,
      public: rule.public,
      says: rule.says,
      state,
      ...(reason && { reason }),
      breaches,
    })),
    null,
    2,
  );

export const asJUnit = (results, name) =>
  junit(
    name,
    results.map(({ rule, state, breaches, reason }) => ({
      name: rule.id,
      group: `${rule.target}.${rule.control}`,
      failure: state === 'breached' ? breaches.map(({ address, message }) => `${address}: ${message}`).join('\n') : undefined,
      skipped: state === 'excused' ? reason : undefined,
    })),
  );

/** JUnit XML of cases { name, group, seconds?, failure?, skipped? }. */
export const junit = (name, cases) =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites><testsuite name="${xml(name)}" tests="${cases.length}" failures="${cases.filter(each => each.failure).length}" ` +
      `skipped="${cases.filter(each => each.skipped).length}">`,
    ...cases.map(({ name: title, group, seconds = 0, failure, skipped }) => {
      const inner = failure
        ? `<failure message="${xml(failure.split('\n')[0])}">${xml(failure)}</failure>`
        : skipped
          ? `<skipped message="${xml(skipped)}"/>`
          : '';
      return `<testcase classname="${xml(group)}" name="${xml(title)}" time="${seconds.toFixed(3)}">${inner}</testcase>`;
    }),
    '</testsuite></testsuites>',
    '',
  ].join('\n');

// Characters that XML has no place for at all are left out.
const xml = text =>
  String(text)
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/g, character => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]);
