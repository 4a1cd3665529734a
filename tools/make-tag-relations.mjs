// Writes models/labels-base/tag-relations.tsv: for each tag of tags.json the labels of labels.json that are the same or narrower, and those
// that are broader, by WordNet 3.0 (Debian's wordnet-base). What WordNet does not say and a reader would (a tram is a sort of train) stands below.
// usage: node tools/make-tag-relations.mjs [/usr/share/wordnet/data.noun]
import { readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../models/labels-base/', import.meta.url);
const read = name => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

const parents = new Map();
for (const line of readFileSync(process.argv[2] ?? '/usr/share/wordnet/data.noun', 'latin1').split('\n')) {
  if (!/^\d/.test(line)) continue;
  const fields = line.split('|')[0].trim().split(' '), first = 4 + 2 * parseInt(fields[3], 16), count = Number(fields[first]), above = [];
  for (let i = 0, at = first + 1; i < count; i++, at += 4) if (fields[at].startsWith('@') && fields[at + 2] === 'n') above.push(`n${fields[at + 1]}`);
  parents.set(`n${fields[0]}`, above);
}
const memo = new Map();
const ancestors = id => {
  if (!memo.has(id)) memo.set(id, new Set([id, ...(parents.get(id) ?? []).flatMap(up => [...ancestors(up)])]));
  return memo.get(id);
};

// Beyond WordNet: narrower, then broader.
const narrower = {
  screen: ['n04404412', 'n03782006', 'n04152593'], // television, monitor, screen
  sink: ['n04553703'], // washbasin
  toilet: ['n04447861'], // toilet seat
  'potted plant': ['n03991062'], // flowerpot
  train: ['n03684823', 'n03895866', 'n04310018', 'n03393912', 'n04335435'], // locomotives, passenger car, steam locomotive, freight car, tram
  cup: ['n03063599', 'n07920052'], // coffee mug, espresso
  airplane: ['n04552348', 'n02690373'], // warplane, airliner
  couch: ['n04344873'], // studio couch
  cow: ['n02403003'], // ox
  book: ['n07248320', 'n06596364'], // dust jacket, comic book
  'dining table': ['n04379243'], // table
  bowl: ['n02880940'], // the kind of mixing and soup bowls
  keyboard: ['n03614007'], // the kind of keyboards
};
const broader = {
  train: ['n04524313'], bus: ['n04524313'], // vehicle
  toilet: ['n03405725'], sink: ['n03405725'], // furniture
  'traffic light': [], 'baseball bat': ['n04285146'], skis: ['n04285146'], snowboard: ['n04285146'], surfboard: ['n04285146'],
  skateboard: ['n04285146'], 'tennis racket': ['n04285146'], frisbee: ['n04285146'], // sports equipment
  'hot dog': ['n07555863'], pizza: ['n07555863'], sandwich: ['n07555863'], // food
  cup: ['n03438257'], handbag: ['n02773037'], suitcase: ['n02773037'], // glass, bag
  screen: ['n03082979'], keyboard: ['n03082979'], mouse: ['n03082979'], // computer
  knife: ['n03621049'], fork: ['n03621049'], spoon: ['n03621049'], oven: ['n03528263'], // kitchen utensil, home appliance
};

const { classes, kinds } = read('labels.json');
const ids = [...classes, ...kinds].map(label => label.id);
const lines = read('tags.json').tags.map(({ label, synset }) => {
  const below = new Set(ids.filter(id => synset && ancestors(id).has(synset)));
  const above = new Set(ids.filter(id => synset && id !== synset && ancestors(synset).has(id)));
  (narrower[label] ?? []).forEach(id => below.add(id));
  (broader[label] ?? []).forEach(id => above.add(id));
  const unknown = [...below, ...above].find(id => !ids.includes(id));
  if (unknown) throw new Error(`${label}: ${unknown} is no label`);
  const list = set => [...set].filter(id => !(set === above && below.has(id))).sort().join(' ') || '-';
  return `${label}\t${list(below)}\t${list(above)}`;
});
writeFileSync(
  new URL('tag-relations.tsv', folder),
  `# For each tag the labels (classes and kinds) that are the same or narrower, and those that are broader; by WordNet 3.0 and tools/make-tag-relations.mjs.\n` +
    `# tag\tsame or narrower\tbroader\n${lines.join('\n')}\n`,
);
