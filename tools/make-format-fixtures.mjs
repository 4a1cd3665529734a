// Writes tests/Fixtures/formats: one small picture in every accepted format, with known colours.
// The picture is 48 x 32: left half red (200, 30, 40), right half blue (20, 60, 190).
//
//     npm install --prefix /tmp/sharp sharp@0.35.5 && NODE_PATH=/tmp/sharp/node_modules node tools/make-format-fixtures.mjs
import { createRequire } from 'node:module';
const sharp = createRequire(process.env.NODE_PATH + '/')('sharp');
const width = 48, height = 32, folder = 'tests/Fixtures/formats/';
const rgb = Buffer.alloc(width * height * 3);
for (let i = 0; i < width * height; i++) rgb.set(i % width < width / 2 ? [200, 30, 40] : [20, 60, 190], i * 3);
const picture = () => sharp(rgb, { raw: { width, height, channels: 3 } });
await picture().jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toFile(folder + 'plain.jpg');
await picture().jpeg({ quality: 95, chromaSubsampling: '4:4:4', progressive: true }).toFile(folder + 'progressive.jpg');
await picture().png().toFile(folder + 'plain.png');
await picture().png({ progressive: true }).toFile(folder + 'interlaced.png');
await picture().png({ palette: true, colours: 2, bitdepth: 1 }).toFile(folder + 'palette-1bit.png');
await picture().gif().toFile(folder + 'plain.gif');
await picture().webp({ quality: 95 }).toFile(folder + 'lossy.webp');
await picture().webp({ lossless: true }).toFile(folder + 'lossless.webp');
await picture().avif({ quality: 95, chromaSubsampling: '4:4:4' }).toFile(folder + 'plain.avif');
await picture().tiff({ compression: 'lzw' }).toFile(folder + 'lzw.tiff');
await picture().tiff({ compression: 'none' }).toFile(folder + 'plain.tiff');
await picture().tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 }).toFile(folder + 'tiled.tiff');
await picture().toColourspace('rgb16').png().toFile(folder + '16bit.png');
await picture().withIccProfile('p3').jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toFile(folder + 'display-p3.jpg');
for (let orientation = 1; orientation <= 8; orientation++) await picture().withMetadata({ orientation }).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toFile(`${folder}orientation-${orientation}.jpg`);
await sharp({ create: { width, height, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } }).png().toFile(folder + 'transparent.png');
await picture().png().toFile(folder + 'naïve name, with spaces & ünïcode.png');
