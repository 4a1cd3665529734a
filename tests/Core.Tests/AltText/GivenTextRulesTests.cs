using Serverless.Core.AltText;

namespace Serverless.Core.Tests.AltText;

public sealed class GivenTextRulesTests
{
    [Theory]
    [InlineData("Screenshot 2024-04-28 at 11.21.10 PM.jpg")]
    [InlineData("Screenshot 2024-04-28 at 11.21.10 PM")]
    [InlineData("Screenshot_20240428-112110")]
    [InlineData("Screenshot (12)")]
    [InlineData("Screen Shot 2021-01-05 at 9.14.03 AM")]
    [InlineData("Bildschirmfoto 2023-05-01 um 12.00.11")]
    [InlineData("WhatsApp Image 2024-01-01 at 10.00.00 (1)")]
    [InlineData("WhatsApp Image 2024-01-01 at 10.00.00.jpeg")]
    [InlineData("IMG_2041.jpg")]
    [InlineData("IMG_1234")]
    [InlineData("img 1234")]
    [InlineData("IMG-20230101-WA0001")]
    [InlineData("DSC0001")]
    [InlineData("DSC_0001")]
    [InlineData("_DSC1234")]
    [InlineData("DSCN0042")]
    [InlineData("P1010001")]
    [InlineData("PXL_20230101_120000123")]
    [InlineData("GOPR0001")]
    [InlineData("FB_IMG_1612345678901")]
    [InlineData("holiday photo.PNG")]
    [InlineData("sunset.webp")]
    [InlineData("report.pdf")]
    [InlineData("hero_banner")]
    [InlineData("hero-banner-final-v2")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("a8f5f167f44f4964e6c998dee827110c_n")]
    [InlineData("dGhpczFpczJhM2tleQ")]
    [InlineData("https://example.org/a/b.jpg?x=1")]
    [InlineData("https://example.org/cats")]
    [InlineData("www.example.org/cats")]
    [InlineData("/assets/images/hero")]
    [InlineData("C:\\Users\\me\\cat.png")]
    [InlineData("data:image/png;base64,AAAA")]
    [InlineData("sunset", "sunset.png")]
    [InlineData("SUNSET", "photos/sunset.png")]
    [InlineData("red car", "red-car.png")]
    public void The_name_of_a_file_is_called_one(string text, string? fileName = null) =>
        Assert.Equal("file_name", Assert.Single(Check(text, fileName)).Rule);

    [Theory]
    [InlineData("image")]
    [InlineData("Image")]
    [InlineData("photo")]
    [InlineData("an image")]
    [InlineData("My photo.")]
    [InlineData("alt text")]
    [InlineData("Alt")]
    [InlineData("null")]
    [InlineData("undefined")]
    [InlineData("[object Object]")]
    [InlineData("NaN")]
    [InlineData("untitled")]
    [InlineData("placeholder")]
    [InlineData("image placeholder")]
    [InlineData("graphic")]
    [InlineData("logo")]
    [InlineData("icon")]
    [InlineData("spacer")]
    [InlineData("Figure 3")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("…")]
    [InlineData("***")]
    [InlineData("12345")]
    [InlineData("1 / 3")]
    [InlineData("click here")]
    [InlineData("Click here to enlarge")]
    [InlineData("Read more…")]
    [InlineData("Lorem ipsum dolor sit amet, consectetur adipiscing elit")]
    [InlineData("Enter image description here")]
    [InlineData("No alt text")]
    [InlineData("Image may contain: one or more people")]
    [InlineData("Bild")]
    [InlineData("hier klicken")]
    [InlineData("imagen")]
    public void A_filler_is_called_one(string text) => Assert.Equal("filler", Assert.Single(Check(text)).Rule);

    [Theory]
    [InlineData("Image of a dog")]
    [InlineData("A photo of a dog")]
    [InlineData("picture of two cats")]
    [InlineData("A graphic showing sales")]
    [InlineData("The image that shows a bridge")]
    [InlineData("a picture containing text")]
    public void An_announced_image_is_noticed(string text) => Assert.Equal("announcement", Assert.Single(Check(text)).Rule);

    [Theory]
    [InlineData("dog dog")]
    [InlineData("a dog on the the beach")]
    [InlineData("shoes, red shoes, cheap shoes, buy shoes online")]
    public void Repeated_words_are_noticed(string text) => Assert.Contains(Check(text), finding => finding.Rule == "repeated_words");

    [Fact]
    public void What_is_too_long_is_noticed() =>
        Assert.Contains(
            Check("a dog on a beach " + string.Join(' ', Enumerable.Range(0, 60).Select(i => "w" + i))),
            finding => finding.Rule == "length"
        );

    [Theory]
    [InlineData("A brown dog", "Here a brown dog runs home.", true)]
    [InlineData("A brown dog.", "a BROWN dog", true)]
    [InlineData("dog", "A hotdog stand", false)]
    [InlineData("dog", "Here the dog runs", false)]
    [InlineData("dog", "Dog", true)]
    public void What_stands_beside_the_picture_already_is_noticed(string text, string nearby, bool isNoticed) =>
        Assert.Equal(
            isNoticed,
            GivenTextRules
                .Check(text, new CaptionContext { NearbyText = nearby }, ["en"])
                .Any(finding => finding.Rule == "repeats_nearby_text")
        );

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    public void An_empty_text_is_called_empty(string text) => Assert.Equal("empty", Assert.Single(Check(text)).Rule);

    [Theory]
    [InlineData("A brown dog runs through tall grass")]
    [InlineData("dog")]
    [InlineData("Ford F-150")]
    [InlineData("COVID-19 test kit")]
    [InlineData("black-and-white")]
    [InlineData("An icon of Saint Nicholas")]
    [InlineData("A photo album on a table")]
    [InlineData("a photographer and their camera")]
    [InlineData("Logo of the World Wide Web Consortium")]
    [InlineData("Image processing pipeline, three stages")]
    [InlineData("Screenshot of a login form with two fields")]
    [InlineData("A camera that says IMG_1234 on its screen")]
    [InlineData("Two scoops of ice cream, 3 euros")]
    [InlineData("Kids in a tuk tuk")]
    [InlineData("iPhone 15")]
    [InlineData("A blank page")]
    [InlineData("A banner above a door")]
    [InlineData("An example of a Gothic arch")]
    [InlineData("Text and icons on a wall")]
    [InlineData("A map and/or plan")]
    [InlineData("P. Smith at the piano", "photos/IMG_1.jpg")]
    [InlineData("a brown dog on a beach", "a-brown-dog-on-a-beach.jpg")]
    [InlineData("🐶")]
    public void Honest_words_are_left_alone(string text, string? fileName = null) => Assert.Empty(Check(text, fileName));

    private static IReadOnlyList<Finding> Check(string text, string? fileName = null) =>
        GivenTextRules.Check(text, new CaptionContext { FileName = fileName }, ["en"]);
}
