#!/usr/bin/python3
"""Draws pages of text with what stands on them, for tests and benchmarks of reading.

    tools/make-reading-pages.py tests/Fixtures/reading          the pages of the tests
    tools/make-reading-pages.py artifacts/reading --all         those of make bench-reading

Debian packages: python3-pil fonts-dejavu fonts-liberation fonts-lato fonts-roboto-unhinted fonts-open-sans fonts-crosextra-carlito
fonts-crosextra-caladea fonts-ebgaramond fonts-comic-neue fonts-inconsolata fonts-cantarell fonts-linuxlibertine. Texts: Lewis Carroll,
"Alice's Adventures in Wonderland" (1865), and Herman Melville, "Moby-Dick" (1851), in the public domain; the rest is this project's.
"""
import json, os, random, sys
from PIL import Image, ImageDraw, ImageFont

FONTS = {
    "DejaVu Sans": "truetype/dejavu/DejaVuSans.ttf",
    "DejaVu Serif": "truetype/dejavu/DejaVuSerif.ttf",
    "Liberation Sans": "truetype/liberation/LiberationSans-Regular.ttf",
    "Liberation Mono": "truetype/liberation/LiberationMono-Regular.ttf",
    "Lato": "truetype/lato/Lato-Regular.ttf",
    "Roboto": "truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf",
    "Open Sans": "truetype/open-sans/OpenSans-Regular.ttf",
    "EB Garamond": "opentype/ebgaramond/EBGaramond12-Regular.otf",
    "Comic Neue": "opentype/comic-neue/ComicNeue-Regular.otf",
    "Caladea": "truetype/crosextra/Caladea-Regular.ttf",
    "Carlito": "truetype/crosextra/Carlito-Regular.ttf",
    "Inconsolata": "truetype/inconsolata/Inconsolata.otf",
    "Cantarell": "opentype/cantarell/Cantarell-Regular.otf",
    "Libertine": "opentype/linux-libertine/LinLibertine_R.otf",
    "DejaVu Sans Bold": "truetype/dejavu/DejaVuSans-Bold.ttf",
    "Liberation Serif Italic": "truetype/liberation/LiberationSerif-Italic.ttf",
    "Liberation Sans Narrow": "truetype/liberation/LiberationSansNarrow-Regular.ttf",
    "Liberation Serif": "truetype/liberation/LiberationSerif-Regular.ttf",
}
TEST_FONTS = list(FONTS)[:10]

ALICE = (
    "Alice was beginning to get very tired of sitting by her sister on the bank, and of having nothing to do: once or twice she had peeped "
    "into the book her sister was reading, but it had no pictures or conversations in it, and what is the use of a book, thought Alice, "
    "without pictures or conversations? So she was considering in her own mind (as well as she could, for the hot day made her feel very "
    "sleepy and stupid), whether the pleasure of making a daisy-chain would be worth the trouble of getting up and picking the daisies, "
    "when suddenly a White Rabbit with pink eyes ran close by her."
)
ISHMAEL = (
    "Call me Ishmael. Some years ago - never mind how long precisely - having little or no money in my purse, and nothing particular to "
    "interest me on shore, I thought I would sail about a little and see the watery part of the world. It is a way I have of driving off "
    "the spleen and regulating the circulation. Whenever I find myself growing grim about the mouth; whenever it is a damp, drizzly "
    "November in my soul; whenever I find myself involuntarily pausing before coffin warehouses, and bringing up the rear of every funeral "
    "I meet, then, I account it high time to get to sea as soon as I can."
)
OFFICE = (
    "Invoice No. 2024-0173 of 12 March 2024. Amount due: $1,284.50 (incl. 19% VAT). Please pay within 14 days to account 4471 9920 0358. "
    "Questions? Write to billing@example.com or call +1 555 0142, Mon-Fri 9:00-17:30. Thank you for your order!"
)


def font(name, size):
    return ImageFont.truetype("/usr/share/fonts/" + FONTS[name], size)


def wrap(text, chosen, width):
    lines, line = [], ""
    for word in text.split():
        longer = (line + " " + word).strip()
        if line and chosen.getlength(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return lines + [line]


class Pages:
    def __init__(self, folder):
        self.folder, self.rows = folder, []
        os.makedirs(folder, exist_ok=True)

    def add(self, name, group, image, lines, colours=16, **more):
        file = name.lower().replace(" ", "-") + ".png"
        if colours:
            image = image.quantize(colours, dither=Image.Dither.NONE)
        image.save(os.path.join(self.folder, file), optimize=True)
        self.rows.append({"file": file, "group": group, "lines": lines, **more})

    def write(self):
        with open(os.path.join(self.folder, "pages.json"), "w", encoding="utf-8") as file:
            file.write("[\n" + ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in self.rows) + "\n]\n")


def page(text, name, size, width=640, ink="black", paper="white", margin=24, spacing=1.35, max_lines=None):
    chosen = font(name, size)
    lines = wrap(text, chosen, width - 2 * margin)[:max_lines]
    step = round(size * spacing)
    image = Image.new("RGB", (width, 2 * margin + step * len(lines)), paper)
    draw = ImageDraw.Draw(image)
    for i, line in enumerate(lines):
        draw.text((margin, margin + i * step), line, font=chosen, fill=ink)
    return image, lines


def columns(text, name, size, heading=None):
    chosen, width, gap, margin = font(name, size), 300, 44, 30
    lines = wrap(text, chosen, width)
    half = (len(lines) + 1) // 2
    step, top = round(size * 1.35), margin + (60 if heading else 0)
    image = Image.new("RGB", (2 * margin + 2 * width + gap, top + half * step + margin), "white")
    draw = ImageDraw.Draw(image)
    if heading:
        draw.text((image.width / 2, margin + 10), heading, font=font(name, 2 * size), fill="black", anchor="ma")
    for i, line in enumerate(lines):
        column, row = divmod(i, half)
        draw.text((margin + column * (width + gap), top + row * step), line, font=chosen, fill="black")
    return image, ([heading] if heading else []) + lines


def table(name, size):
    rows = [("City", "Month", "Rain"), ("Lisbon", "March", "53 mm"), ("Bergen", "June", "132 mm"), ("Cairo", "May", "0.5 mm"), ("Quito", "April", "178 mm")]
    image = Image.new("RGB", (560, 60 + 44 * len(rows)), "white")
    draw = ImageDraw.Draw(image)
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            draw.text((40 + 180 * j, 36 + 44 * i), cell, font=font(name, size), fill="black")
    return image, [cell for row in rows for cell in row]


def word(text, name, size, box, ink="black", paper="white"):
    image = Image.new("RGB", box, paper)
    ImageDraw.Draw(image).text((box[0] / 2, box[1] / 2), text, font=font(name, size), fill=ink, anchor="mm")
    return image


def over_gradient(text, name, size):
    image, lines = page(text, name, size, ink="white", paper="black")
    pixels, mask = image.load(), image.convert("L")
    for y in range(image.height):
        for x in range(image.width):
            part = mask.getpixel((x, y)) / 255
            base = (30 + 90 * x // image.width, 40 + 60 * y // image.height, 110)
            pixels[x, y] = tuple(round(base[i] + (255 - base[i]) * part) for i in range(3))
    return image, lines


def turned(image, degrees, paper="white"):
    return image.rotate(degrees, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=paper)


def draw_all(pages, every):
    names = list(FONTS) if every else TEST_FONTS
    for name in names:
        text = ALICE if every else ALICE[:267]
        pages.add(f"font {name}", "fonts", *page(text, name, 18, max_lines=12 if every else None), font=name, size=18)
    if every:
        for name in names:
            pages.add(f"office {name}", "fonts", *page(OFFICE, name, 20), font=name, size=20)
    for size in (10, 12, 14, 24, 40, 72) if every else (12, 40):
        for name in ("Lato", "Liberation Serif", "DejaVu Sans") if every else ("Lato",):
            width = 480 if size < 20 else 900
            pages.add(f"size {size} {name}", "sizes", *page(ISHMAEL, name, size, width=width, max_lines=6), font=name, size=size)
    for size in (6, 7, 8) if every else ():
        for name in ("Lato", "Liberation Serif", "DejaVu Sans"):
            pages.add(f"tiny {size} {name}", "tiny", *page(ISHMAEL, name, size, width=360, max_lines=12), font=name, size=size)
    for label, ink, paper in (
        ("grey", "#9a9a9a", "#ffffff"),
        ("faint", "#d0d0d0", "#ffffff"),
        ("dark", "#6a6a6a", "#303030"),
        ("red on yellow", "#c00000", "#ffe060"),
        ("white on blue", "#ffffff", "#1040a0"),
        ("green on pink", "#107030", "#ffc0d0"),
        ("inverted", "#ffffff", "#000000"),
    ):
        pages.add(f"contrast {label}", "contrasts", *page(ISHMAEL[:267], "Open Sans", 20, ink=ink, paper=paper), font="Open Sans", size=20)
    pages.add("contrast gradient", "contrasts", *over_gradient(ISHMAEL[:190], "Roboto", 22), colours=64, font="Roboto", size=22)
    image, lines = page(ISHMAEL[:267], "Liberation Serif" if every else "Caladea", 20)
    for degrees in (90, 180, 270, 4, -8) + ((15, -30, 185) if every else ()):
        pages.add(f"turned {degrees}", "turned", turned(image, degrees), lines, size=20, degrees=degrees)
    pages.add("two columns", "layout", *columns(ALICE, "Lato", 15), size=15)
    pages.add("heading over two columns", "layout", *columns(ISHMAEL, "EB Garamond", 17, "Loomings"), size=17)
    pages.add("table", "layout", *table("Roboto", 22), size=22)
    image, lines = columns(ALICE, "Lato", 15)
    pages.add("two columns turned 90", "layout", turned(image, 90), lines, size=15)
    pages.add("one letter", "few", word("R", "DejaVu Sans", 90, (240, 200)), ["R"])
    pages.add("one word", "few", word("EXIT", "DejaVu Sans Bold", 80, (400, 240), "white", "#006030"), ["EXIT"])
    pages.add("one number", "few", word("42", "Roboto", 100, (300, 240)), ["42"])
    pages.add("empty", "none", Image.new("RGB", (640, 480), "white"), [])
    russian = "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему."
    greek = "Άνδρα μοι έννεπε, Μούσα, πολύτροπον, ος μάλα πολλά πλάγχθη, επεί Τροίης ιερόν πτολίεθρον έπερσε."
    arabic = "كان يا ما كان في قديم الزمان ملك عظيم يحكم بلادا واسعة"
    for label, text in (("Russian", russian), ("Greek", greek), ("Arabic", arabic)):
        pages.add(f"script {label}", "scripts", *page(text, "DejaVu Sans", 24), size=24)
        pages.rows[-1]["lines"] = []
    words = (ALICE + " " + ISHMAEL).split()
    generator = random.Random(7)
    many = " ".join(generator.choice(words) for _ in range(2000))[:10000].rsplit(" ", 1)[0]
    pages.add("ten thousand letters", "many", *page(many, "Liberation Sans", 14, width=900), colours=8, size=14)


pages = Pages(sys.argv[1])
draw_all(pages, "--all" in sys.argv)
pages.write()
