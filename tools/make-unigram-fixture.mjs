// Writes tests/Fixtures/unigram-tiny: a small Unigram tokenizer in SigLIP's form, with pieces and scores counted in the texts of the other
// tokenizers' cases, and the ids that Hugging Face's own tokenizers for JavaScript give for these texts (npm @huggingface/tokenizers 0.2.0).
// Texts that JavaScript lower-cases or trims by other rules (capital sigma, dotted I, U+FEFF) are left out.
// usage: npm install @huggingface/tokenizers, beside it: node tools/make-unigram-fixture.mjs
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';

const { Tokenizer } = createRequire(`${process.cwd()}/`)('@huggingface/tokenizers');
const fixtures = new URL('../tests/Fixtures/', import.meta.url), folder = new URL('unigram-tiny/', fixtures);
const texts = readFileSync(new URL('tokenizers/clip-tiny.jsonl', fixtures), 'utf8').trim().split('\n').map(line => JSON.parse(line).text)
  .filter(text => !/[\u03a3\u0130\ufeff]/.test(text) && text.isWellFormed());

const counts = new Map();
for (const text of texts.slice(0, 250)) { // later ones may hold characters that no piece has
  for (const word of text.toLowerCase().replace(/[!-/:-@[-`{-~]/g, '').split(/\s+/).filter(Boolean)) {
    const characters = [...`\u2581${word}`];
    for (let start = 0; start < characters.length; start++)
      for (let end = start + 1; end <= Math.min(characters.length, start + 6); end++) {
        const piece = characters.slice(start, end).join('');
        counts.set(piece, (counts.get(piece) ?? 0) + 1);
      }
  }
}
const total = [...counts.values()].reduce((sum, count) => sum + count);
const kept = [...counts].filter(([piece, count]) => count > 3 || ([...piece].length === 1 && count > 1)).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
const vocab = [['<pad>', 0], ['</s>', 0], ['<unk>', 0], ...kept.map(([piece, count]) => [piece, Number(Math.log(count / total).toFixed(6))])];
const special = (id, content) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true });
const file = {
  version: '1.0', truncation: null, padding: null,
  added_tokens: [special(0, '<pad>'), special(1, '</s>'), special(2, '<unk>')],
  normalizer: { type: 'Sequence', normalizers: [
    { type: 'Lowercase' },
    { type: 'Replace', pattern: { Regex: '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~]' }, content: '' },
    { type: 'Replace', pattern: { Regex: '[ \\t\\n\\r]+' }, content: ' ' },
    { type: 'Strip', strip_left: true, strip_right: true },
  ] },
  pre_tokenizer: { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always', split: true },
  post_processor: { type: 'TemplateProcessing', single: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '</s>', type_id: 0 } }],
    pair: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '</s>', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }, { SpecialToken: { id: '</s>', type_id: 1 } }],
    special_tokens: { '</s>': { id: '</s>', ids: [1], tokens: ['</s>'] } } },
  decoder: { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always', split: true },
  model: { type: 'Unigram', unk_id: 2, vocab, byte_fallback: false },
};
const tokenizer = new Tokenizer(file, {});
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('tokenizer.json', folder), JSON.stringify(file) + '\n');
const escape = text => JSON.stringify(text).replace(/[\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
writeFileSync(new URL('cases.jsonl', folder), texts.map(text =>
  `{"text": ${escape(text)}, "ids": ${JSON.stringify(tokenizer.encode(text).ids)}, "ids_plain": ${JSON.stringify(tokenizer.encode(text, { add_special_tokens: false }).ids)}}`).join('\n') + '\n');
