// Writes the drawn pictures of samples/: a page of text, a chart, shapes and a blank.
// Text is drawn with the font DejaVu Sans (Debian: fonts-dejavu-core).
//
//     npm install --prefix /tmp/sharp sharp@0.35.5 && NODE_PATH=/tmp/sharp/node_modules node tools/make-samples.mjs
import { createRequire } from 'node:module';
const sharp = createRequire(process.env.NODE_PATH + '/')('sharp');
const lines = `An image goes in and a sentence comes out that a
blind reader can rely on. Where no such sentence can
be found, nothing is said, and the reason is given.
A caption that sounds right and is wrong does more
harm than silence: nobody who cannot see the picture
can tell. So each sentence is held against its picture
by a second model, which learned from the judgments
of people. Its score says how far the words can be
trusted, and the verdict says what to do with them:
use them, have a person look, or say nothing at all.
Pages like this one are images of text. What they need
is their text, not a description of paper and ink.
So it is read, and what cannot be read is said too.`.split('\n');
const text = lines.map((line, i) => `<text x="40" y="${60 + i * 42}" font-family="DejaVu Sans" font-size="24" fill="#111">${line}</text>`).join('');
const write = (name, width, height, body) => sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`)).png({ palette: true }).toFile('samples/' + name);
await write('page-of-text.png', 780, 620, `<rect width="100%" height="100%" fill="#fff"/>${text}`);
await write('blank.png', 400, 300, '<rect width="100%" height="100%" fill="#f4f1e8"/>');
await write('shapes.png', 480, 360, '<rect width="100%" height="100%" fill="#f5d76e"/><circle cx="150" cy="180" r="90" fill="#c0392b"/><rect x="270" y="100" width="150" height="150" fill="#2255aa"/>');
await write('bar-chart.png', 480, 360, '<rect width="100%" height="100%" fill="#fff"/>' + [120, 190, 80, 240, 160].map((h, i) => `<rect x="${60 + i * 80}" y="${310 - h}" width="50" height="${h}" fill="#2e7d32"/>`).join('') + '<path d="M40 30V310H460" stroke="#222" stroke-width="3" fill="none"/>');
