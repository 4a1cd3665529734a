// Collects pictures of known kinds for `make kinds-train`: FOLDER/{kind}/{source}__{number}.{png,jpg}, the same at every run with the same packages.
// usage: node collect.mjs FOLDER [PHOTOGRAPHS]     (apt-get, dpkg-deb and pdftoppm are needed; PHOTOGRAPHS: a folder of photographs)
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import path from 'node:path';
import sharp from 'sharp';
import { Random } from './random.mjs';
import { generated } from './generated.mjs';

const [folder, photographs] = process.argv.slice(2);
const here = import.meta.dirname, packages = path.join(folder, 'packages'), MaxSide = 640, MinSide = 48;
const sources = JSON.parse(readFileSync(path.join(here, 'sources.json'), 'utf8'));
sharp.concurrency(1);
const limits = { limitInputPixels: 60e6, unlimited: true };

/** The folder with a package's pictures; downloaded and unpacked at the first time. */
function unpack(name) {
  const to = path.join(packages, name);
  if (existsSync(to)) return to;
  mkdirSync(packages, { recursive: true });
  execFileSync('apt-get', ['download', '-q', name], { cwd: packages, stdio: 'ignore' });
  const deb = readdirSync(packages).find(file => file.startsWith(`${name}_`));
  execFileSync('dpkg-deb', ['-x', path.join(packages, deb), to]);
  rmSync(path.join(packages, deb));
  return to;
}

const filesUnder = root => readdirSync(root, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name)).sort();
const bytesOf = file => /\.(svgz|gz)$/.test(file) ? gunzipSync(readFileSync(file)) : readFileSync(file);

/** The files of a source, each once by its content. */
function filesOf(source, random) {
  const root = source.package ? unpack(source.package) : path.join(here, 'node_modules', source.npm);
  const of = new RegExp(source.of ?? source.embedded), not = source.not ? new RegExp(source.not) : /^$/;
  const files = random.shuffle(filesUnder(root).filter(file => of.test(file) && !not.test(file.slice(root.length)) && statSync(file).size > 150));
  return files.slice(0, 4 * source.max);
}

/** Pictures of a file: itself, pages of a PDF, or what a page of HTML holds. */
function picturesOf(source, file, random) {
  if (source.pages) {
    const pdf = path.join(folder, 'page.pdf'), out = path.join(folder, 'page');
    writeFileSync(pdf, bytesOf(file));
    const count = Number(/Pages:\s+(\d+)/.exec(execFileSync('pdfinfo', [pdf]).toString())[1]);
    return random.shuffle(Array.from({ length: count }, (_, page) => page + 1)).slice(0, source.pages).map(page => {
      execFileSync('pdftoppm', ['-png', '-singlefile', '-f', page, '-l', page, '-r', random.pick([55, 72, 72, 90, 110]), pdf, out]);
      return readFileSync(`${out}.png`);
    });
  }
  if (source.embedded)
    return [...readFileSync(file, 'latin1').matchAll(/data:image\/png;base64,([A-Za-z0-9+/=]+)/g)].map(match => Buffer.from(match[1], 'base64')).filter(bytes => bytes.length > 3000);
  return [bytesOf(file)];
}

/** At most MaxSide on a side; drawings of lines at a side by chance. Alpha stays for half of those that have it. */
async function fit(bytes, kind, random) {
  const isSvg = bytes.subarray(0, 600).toString('latin1').includes('<svg') || bytes.subarray(0, 4000).toString('latin1').includes('<svg');
  let image = sharp(bytes, limits), meta = await image.metadata();
  if (isSvg) {
    const side = kind === 'icon' ? random.pick([64, 96, 128, 256, 256, 300, 400]) : random.whole(360, MaxSide), long = Math.max(meta.width, meta.height);
    image = sharp(bytes, { ...limits, density: Math.max(1, Math.min(2400, (meta.density ?? 72) * side / long)) });
    meta = await image.metadata();
  } else if (Math.min(meta.width, meta.height) < MinSide) return null;
  if (meta.width / meta.height > 6 || meta.height / meta.width > 6) return null;
  image = sharp(await image.toColourspace('srgb').resize(MaxSide, MaxSide, { fit: 'inside', withoutEnlargement: true }).png().toBuffer());
  if (random.chance(0.5) || kind !== 'icon') image = image.flatten({ background: random.chance(0.85) || kind !== 'icon' ? '#fff' : random.pick(['#eee', '#dfe8f0', '#222', '#3b6ea5']) });
  const png = await image.png().toBuffer(), { channels } = await sharp(png).flatten({ background: '#fff' }).greyscale().stats();
  return channels[0].stdev < 4 ? null : png; // nothing to see on white
}

let written = 0;
/** Writes a picture, and once more smaller or as a JPEG. */
async function write(kind, source, bytes, random) {
  const base = path.join(folder, kind, `${source.replaceAll('/', '+')}__${String(written++).padStart(5, '0')}`);
  mkdirSync(path.join(folder, kind), { recursive: true });
  const { width, height, hasAlpha } = await sharp(bytes).metadata();
  const asJpeg = kind === 'photograph' || (kind !== 'icon' && random.chance(0.15));
  await (asJpeg ? sharp(bytes).flatten({ background: '#fff' }).jpeg({ quality: random.whole(70, 95) }).toFile(`${base}.jpg`) : sharp(bytes).png({ compressionLevel: 3 }).toFile(`${base}.png`));
  const scale = random.pick([1, 0.5, 0.66, 0.8, 1.5]), smaller = sharp(bytes).resize(Math.max(40, Math.round(width * scale)), Math.max(40, Math.round(height * scale)), { fit: 'fill' });
  if (random.chance(0.5)) await smaller.flatten({ background: '#fff' }).jpeg({ quality: random.whole(45, 90) }).toFile(`${base}b.jpg`);
  else await (hasAlpha && random.chance(0.5) ? smaller : smaller.flatten({ background: '#fff' })).png({ compressionLevel: 3 }).toFile(`${base}b.png`);
}

/** What photographs become: cut out, without colour, at night, a disc in the dark, a close look at a texture. */
async function* derived(bytes, random) {
  const { data, info: { width, height } } = await sharp(bytes).resize(480, 480, { fit: 'inside' }).toBuffer({ resolveWithObject: true });
  const path = Array.from({ length: 24 }, (_, i) => { const r = 0.28 + 0.2 * random.next(), a = i * Math.PI / 12; return `${width * (0.5 + r * Math.cos(a))},${height * (0.5 + r * Math.sin(a))}`; }).join(' ');
  const mask = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><polygon points="${path}" fill="#fff"/></svg>`);
  const disc = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><circle cx="${width / 2}" cy="${height / 2}" r="${Math.min(width, height) * 0.42}" fill="#fff"/></svg>`);
  const cut = async shape => sharp(await sharp(data).ensureAlpha().composite([{ input: shape, blend: 'dest-in' }]).png().toBuffer());
  const [choice] = random.shuffle(['cut', 'cut', 'grey', 'night', 'moon', 'texture', 'bright']);
  if (choice === 'cut') yield (await cut(mask)).png().toBuffer();
  if (choice === 'grey') yield sharp(data).greyscale().toBuffer();
  if (choice === 'night') yield sharp(data).linear(0.3 + 0.2 * random.next(), -12).toBuffer();
  if (choice === 'moon') yield sharp(await (await cut(disc)).greyscale().png().toBuffer()).flatten({ background: '#000' }).toBuffer();
  if (choice === 'texture') yield sharp(data).extract({ left: Math.round(width * 0.3), top: Math.round(height * 0.5), width: 100, height: 100 }).resize(400, 400).toBuffer();
  if (choice === 'bright') yield sharp(data).linear(1.5, 20).toBuffer();
}

for (const [kind, list] of Object.entries(sources)) {
  if (!Array.isArray(list)) continue;
  for (const source of list) {
    const random = new Random(`${kind} ${source.package ?? source.npm}`);
    let count = 0;
    for (const file of source.max > 0 ? filesOf(source, random) : []) {
      if (count >= source.max) break;
      let any = false;
      for (const bytes of (() => { try { return picturesOf(source, file, random); } catch (error) { console.error(file, error.message.slice(0, 80)); return []; } })()) {
        if (source.embedded && count >= source.max) break;
        const fitted = await fit(bytes, kind, random).catch(error => (console.error(file, error.message.slice(0, 80)), null));
        if (!fitted || (kind !== 'icon' && fitted.length < 900)) continue;
        await write(kind, source.package ?? source.npm, fitted, random);
        any = true;
        if (source.embedded) count++;
        if (kind === 'photograph') for await (const other of derived(fitted, random)) await write(kind, `${source.package}-derived`, other, random);
      }
      if (any && !source.embedded) count++;
    }
    console.log(kind, source.package ?? source.npm, count);
  }
}

if (photographs) {
  const random = new Random('photographs'), files = filesUnder(photographs).filter(file => /\.jpe?g$/i.test(file));
  for (const [index, file] of files.entries()) {
    const bytes = await sharp(file).rotate().resize(MaxSide, MaxSide, { fit: 'inside', withoutEnlargement: true }).toBuffer(), source = `photographs-${index % 8}`;
    await write('photograph', source, bytes, random);
    if (random.chance(0.6)) for await (const other of derived(bytes, random)) await write('photograph', source, other, random);
  }
}

for await (const { kind, source, bytes } of generated(MaxSide)) await write(kind, source, bytes, new Random(`${source} ${written}`));
console.log('pictures', written);
