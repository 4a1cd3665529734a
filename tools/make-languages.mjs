// Makes src/Core/AltText/Languages/languages.txt: what tells languages apart.
//   npm install --no-save stopwords-iso@1.1.0
//   node tools/make-languages.mjs ~/.nuget/packages/searchpioneer.lingua/2.0.0/contentFiles/any/any/Lingua/LanguageModels \
//        node_modules/stopwords-iso/stopwords-iso.json > src/Core/AltText/Languages/languages.txt
// Trigrams: the most frequent of Lingua's models (Apache-2.0; counted in the Leipzig Corpora Collection). Words: stopwords-iso (MIT).
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

const [models, words] = process.argv.slice(2);
const stopwords = JSON.parse(readFileSync(words, 'utf8'));
const trigramsKept = 900;

// tag, name of the script, ranges of letters (hexadecimal), languages with a profile below; the first stands for all where none can be told.
const scripts = [
  ['Latn', '41-5A 61-7A AA BA C0-D6 D8-F6 F8-24F 1E00-1EFF', 'en af ca cs cy da de es et eu fi fr ga hr hu id is it lt lv nb nl pl pt ro sk sl sq sv sw tl tr vi'],
  ['Cyrl', '400-52F 1C80-1C8F', 'ru uk bg sr mk be'],
  ['Arab', '620-64A 66E-6D3 6FA-6FF 750-77F 8A0-8FF FB50-FDFF FE70-FEFC', 'ar fa ur'],
  ['Deva', '900-963 971-97F', 'hi mr'],
  ['Grek', '370-3FF 1F00-1FFF', 'el'],
  ['Hebr', '5D0-5F2', 'he'],
  ['Kana', '3041-3096 309D-30FF 31F0-31FF FF66-FF9F', 'ja'],
  ['Hani', '2E80-2FDF 3005-3007 3400-4DBF 4E00-9FFF F900-FAFF 20000-323AF', 'zh'],
  ['Hang', '1100-11FF 3130-318F AC00-D7AF', 'ko'],
  ['Thai', 'E01-E3A E40-E4E', 'th'], ['Armn', '531-587', 'hy'], ['Geor', '10A0-10FF 1C90-1CBF', 'ka'], ['Beng', '980-9E3', 'bn'],
  ['Guru', 'A00-A7F', 'pa'], ['Gujr', 'A80-AFF', 'gu'], ['Orya', 'B00-B7F', 'or'], ['Taml', 'B80-BFF', 'ta'], ['Telu', 'C00-C7F', 'te'],
  ['Knda', 'C80-CFF', 'kn'], ['Mlym', 'D00-D7F', 'ml'], ['Sinh', 'D80-DFF', 'si'], ['Laoo', 'E80-EFF', 'lo'], ['Mymr', '1000-109F', 'my'],
  ['Khmr', '1780-17FF', 'km'], ['Ethi', '1200-139F', 'am'],
];
const capitalisesNouns = ['de'];
const stopwordsOf = { nb: 'no' };
// The list's short English entries are mostly top-level domains (de, la, un).
const shortEnglish = 'a i d m s t an am as at be by do go he if in is it ll me my no of oh ok on or re so to tv up us ve we vs'.split(' ');

const read = (language, size) => {
  const grams = new Map();
  const { ngrams } = JSON.parse(brotliDecompressSync(readFileSync(`${models}/${language}/${size}.json.br`)));
  for (const [fraction, list] of Object.entries(ngrams)) {
    const [count, of] = fraction.split('/');
    for (const gram of list.split(' ')) grams.set(gram, count / of);
  }
  return grams;
};

const functionWords = (language) => {
  const list = (stopwords[stopwordsOf[language] ?? language] ?? []).map((word) => word.toLowerCase().normalize('NFC')).filter((word) => /^\p{L}+$/u.test(word));
  const kept = language === 'en' ? [...list.filter((word) => word.length > 2), ...shortEnglish] : list;
  return [...new Set(kept)].sort();
};

const levels = (language) => {
  const [one, two, three] = ['unigrams', 'bigrams', 'trigrams'].map((size) => read(language, size));
  const joint = [...three].filter(([gram]) => gram.length === 3).map(([gram, odds]) => [gram, odds * (two.get(gram.slice(0, 2)) ?? 0) * (one.get(gram[0]) ?? 0)]);
  joint.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const byLevel = new Map();
  for (const [gram, odds] of joint.slice(0, trigramsKept)) {
    const level = Math.round(-Math.log2(odds) * 2);
    byLevel.set(level, (byLevel.get(level) ?? '') + gram);
  }
  return [...byLevel].sort((a, b) => a[0] - b[0]);
};

console.log('# Made by tools/make-languages.mjs. Lines, tabs between: script NAME RANGES LANGUAGES; capitals LANGUAGE (nouns begin with one); words LANGUAGE WORDS; trigrams LANGUAGE HALF-BITS TRIGRAMS.');
for (const script of scripts) console.log(['script', ...script].join('\t'));
for (const language of capitalisesNouns) console.log(`capitals\t${language}`);
for (const [, , languages] of scripts) {
  const list = languages.split(' ');
  if (list.length < 2) continue; // the script alone tells
  for (const language of list) {
    console.log(`words\t${language}\t${functionWords(language).join(' ')}`);
    for (const [level, grams] of levels(language)) console.log(`trigrams\t${language}\t${level}\t${grams}`);
  }
}
