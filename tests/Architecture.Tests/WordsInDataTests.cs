using Mono.Cecil;
using Serverless.Core.AltText;

namespace Serverless.Architecture.Tests;

/// <summary>What the product says of pictures, and the words it decides by, stand in data files by language and never in code.</summary>
public sealed class WordsInDataTests
{
    private static readonly string[] Rooms = ["AltText", "Reading", "Quality", "Classification"];

    /// <summary>Faults for whoever sends a request or calibrates a model; a caller is told them in English.</summary>
    private static readonly string[] Faults =
    [
        "Serverless.Core.AltText.AltTextRules.Validate",
        "Serverless.Core.AltText.LinkTarget.",
        "Serverless.Core.Quality.KindParameters.",
        "Serverless.Core.Quality.QualityParameters..cctor: not calibrated", // where a date stands else
    ];

    /// <summary>Lists that are names of features, fields, rules and templates.</summary>
    private static readonly string[] Names =
    [
        "Serverless.Core.AltText.GivenTextRules.Check",
        "Serverless.Core.AltText.LinkText.TemplateOf",
        "Serverless.Core.Classification.TagSet.ReadTag",
        "Serverless.Core.Quality.KindFeatures..cctor",
    ];

    [Fact]
    public void No_words_for_people_stand_in_the_code_that_words_captions()
    {
        using var core = AssemblyDefinition.ReadAssembly(typeof(AltTextRules).Assembly.Location);
        string[] found =
        [
            .. core
                .MainModule.Types.Where(type =>
                    Rooms.Any(room => $"{type.Namespace}.".StartsWith($"Serverless.Core.{room}.", StringComparison.Ordinal))
                )
                .Where(type => type.BaseType?.Name != "JsonSerializerContext") // generated: names of fields
                .SelectMany(Literals.SpeechIn)
                .Where(text => !Faults.Any(fault => text.StartsWith(fault, StringComparison.Ordinal)))
                .Where(text => !Names.Any(name => text.StartsWith($"{name}: {Literals.ListMark}", StringComparison.Ordinal))),
        ];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    [Theory]
    [InlineData(nameof(Speakers.InASentence), "a page of text")]
    [InlineData(nameof(Speakers.InASwitch), "a drawing")]
    [InlineData(nameof(Speakers.InAList), "banner, board, poster, screen, plate")]
    [InlineData(nameof(Speakers.InAnInterpolation), " that reads \"")]
    [InlineData(nameof(Speakers.InAPattern), "charts?|graphs?")]
    public void Words_in_code_are_seen(string name, string words)
    {
        using var own = AssemblyDefinition.ReadAssembly(typeof(Speakers).Assembly.Location);
        var speakers = own.MainModule.GetType(typeof(Speakers).FullName);
        Assert.Contains(
            Literals.SpeechIn(speakers),
            found => found.Contains($".{name}: ", StringComparison.Ordinal) && found.Contains(words, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Faults_and_names_are_no_speech()
    {
        using var own = AssemblyDefinition.ReadAssembly(typeof(Speakers).Assembly.Location);
        Assert.Empty(Literals.SpeechIn(own.MainModule.GetType(typeof(Speakers.Silent).FullName!.Replace('+', '/'))));
    }
}
