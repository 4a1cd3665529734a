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
    ];

    [Fact]
    public void No_words_for_people_stand_in_the_code_that_words_captions()
    {
        using var core = AssemblyDefinition.ReadAssembly(typeof(AltTextRules).Assembly.Location);
        Assert.Empty(
            core.MainModule.Types.Where(type =>
                    Rooms.Any(room => type.Namespace == $"Serverless.Core.{room}" || IsBelow(type.Namespace, $"Serverless.Core.{room}."))
                )
                .SelectMany(Literals.SpeechIn)
                .Where(found => !Faults.Any(fault => found.StartsWith(fault, StringComparison.Ordinal)))
        );
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

    private static bool IsBelow(string space, string room) => space.StartsWith(room, StringComparison.Ordinal);
}
