using System.Text.Json;
using Serverless.Core.AltText.Languages;
using Serverless.Testing;

namespace Serverless.Core.Tests.AltText;

public sealed class LanguageDetectorTests
{
    private static readonly string[] English = ["en"];

    public static TheoryData<string> Foreign() =>
        [
            "Un carré bleu et un cercle brun",
            "UN CARRÉ BLEU ET UN CERCLE BRUN",
            "Un chien court sur la plage",
            "Deux enfants jouent dans le jardin",
            "Femme assise devant une fenêtre",
            "chien marron dans l'herbe",
            "Ein blaues Quadrat und ein brauner Kreis",
            "Ein Hund läuft über die Wiese",
            "Zwei Kinder spielen im Garten",
            "Hund auf der Wiese",
            "Blick auf den Hafen bei Nacht",
            "Un cuadrado azul y un círculo marrón",
            "Dos perros corriendo en la playa",
            "Una mujer sentada frente a una ventana",
            "Vista de la ciudad por la noche",
            "Um quadrado azul e um círculo marrom",
            "Um cachorro corre na praia",
            "Duas crianças brincam no jardim",
            "Vista da cidade à noite",
            "Un quadrato blu e un cerchio marrone",
            "Un cane corre sulla spiaggia",
            "Due bambini giocano nel giardino",
            "gatto sul divano",
            "Een blauw vierkant en een bruine cirkel",
            "Een hond rent over het strand",
            "Twee kinderen spelen in de tuin",
            "En blå kvadrat och en brun cirkel",
            "En hund springer på stranden",
            "En blå firkant og en brun cirkel",
            "En blå firkant og en brun sirkel",
            "Sininen neliö ja ruskea ympyrä",
            "Koira juoksee rannalla",
            "Niebieski kwadrat i brązowe koło",
            "Pies biegnie po plaży",
            "Modrý čtverec a hnědý kruh",
            "Pes běží po pláži",
            "Egy kék négyzet és egy barna kör",
            "Un pătrat albastru și un cerc maro",
            "Mavi bir kare ve kahverengi bir daire",
            "Sebuah kotak biru dan lingkaran coklat",
            "Một hình vuông màu xanh và một hình tròn màu nâu",
            "Un quadrat blau i un cercle marró",
            "Isang asul na parisukat at isang kayumangging bilog",
            "Mbwa anakimbia kwenye ufuo wa bahari",
            "Синий квадрат и коричневый круг",
            "Собака",
            "Собака бежить по пляжу",
            "Куче тича по плажа",
            "青い四角と茶色の丸",
            "犬",
            "一个蓝色的正方形和一个棕色的圆圈",
            "파란 사각형과 갈색 원",
            "مربع أزرق ودائرة بنية",
            "مربع آبی و دایره قهوه‌ای",
            "ריבוע כחול ועיגול חום",
            "Ένα μπλε τετράγωνο και ένας καφέ κύκλος",
            "एक नीला वर्ग और एक भूरा वृत्त",
            "สี่เหลี่ยมสีน้ำเงินและวงกลมสีน้ำตาล",
            "একটি নীল বর্গক্ষেত্র",
            "ஒரு நீல சதுரம்",
            "ლურჯი კვადრატი",
            "Կապույտ քառակուսի",
        ];

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Words_in_another_language_are_told_from_English(string text) =>
        Assert.NotNull(LanguageDetector.DetectForeign(text, English));

    [Theory]
    [InlineData("Un carré bleu et un cercle brun", "fr")]
    [InlineData("Ein blaues Quadrat und ein brauner Kreis", "de")]
    [InlineData("Dos perros corriendo en la playa", "es")]
    [InlineData("Duas crianças brincam no jardim", "pt")]
    [InlineData("Due bambini giocano nel giardino", "it")]
    [InlineData("Een hond rent over het strand", "nl")]
    [InlineData("Синий квадрат и коричневый круг", "ru")]
    [InlineData("Собака біжить по пляжу, і діти дивляться", "uk")]
    [InlineData("مربع أزرق ودائرة بنية على خلفية", "ar")]
    [InlineData("東京タワー", "ja")]
    [InlineData("犬", "zh")]
    [InlineData("파란 사각형", "ko")]
    [InlineData("Μπλε", "el")]
    public void The_likeliest_language_is_named(string text, string language) =>
        Assert.Equal(language, LanguageDetector.DetectForeign(text, English));

    [Theory]
    [InlineData("Eiffel Tower at night")]
    [InlineData("Rio de Janeiro from above")]
    [InlineData("Los Angeles skyline")]
    [InlineData("Mont Saint-Michel")]
    [InlineData("La Sagrada Familia, Barcelona")]
    [InlineData("crème brûlée")]
    [InlineData("Angela Merkel and Emmanuel Macron")]
    [InlineData("Neuschwanstein Castle in winter")]
    [InlineData("San Francisco de Asís Mission Church")]
    [InlineData("El Niño satellite image")]
    [InlineData("dog")]
    [InlineData("a")]
    [InlineData("bratwurst with sauerkraut")]
    [InlineData("Ludwig van Beethoven")]
    [InlineData("Charles de Gaulle airport")]
    [InlineData("Leonardo da Vinci")]
    [InlineData("Vincent van Gogh self portrait")]
    [InlineData("A piñata and jalapeño peppers")]
    [InlineData("Logo of Deutsche Bank")]
    [InlineData("die cast toy car")]
    [InlineData("Tortilla and salsa")]
    [InlineData("Museo del Prado, Madrid")]
    [InlineData("Angkor Wat temple at dawn")]
    [InlineData("A sign that says 東京 above a door")]
    [InlineData("São Paulo")]
    [InlineData("Zürich")]
    [InlineData("12345")]
    [InlineData("")]
    public void English_names_and_short_words_are_left_alone(string text) => Assert.Null(LanguageDetector.DetectForeign(text, English));

    [Fact]
    public void Fewer_than_one_in_two_hundred_English_captions_raise_a_false_alarm()
    {
        var captions = File.ReadLines(Repository.RequireShared("data", "flickr8k-dev", "captions.jsonl"))
            .SelectMany(line =>
                JsonDocument.Parse(line).RootElement.GetProperty("captions").EnumerateArray().Select(caption => caption.GetString()!)
            )
            .ToList();
        Assert.True(captions.Count > 2_000);
        var alarms = captions.Where(caption => LanguageDetector.DetectForeign(caption, English) is not null).ToList();
        Assert.True(alarms.Count < captions.Count * 0.005, string.Join('\n', alarms));
    }

    [Fact]
    public void Nothing_is_held_against_a_model_that_does_not_say_its_languages() =>
        Assert.Null(LanguageDetector.DetectForeign("Un carré bleu et un cercle brun", ["und"]));

    [Fact]
    public void A_model_of_another_language_has_its_own_words_judged_and_English_told_apart()
    {
        Assert.Null(LanguageDetector.DetectForeign("Un carré bleu et un cercle brun", ["fr"]));
        Assert.Equal("en", LanguageDetector.DetectForeign("A blue square and a brown circle", ["fr"]));
        Assert.Null(LanguageDetector.DetectForeign("A blue square and a brown circle", ["fr-CA", "en-GB"]));
        Assert.Equal("en", LanguageDetector.DetectForeign("A blue square and a brown circle", ["ja"]));
    }
}
