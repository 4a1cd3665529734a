using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Serverless.Architecture.Tests;

/// <summary>Texts in code that read like words for people.</summary>
internal static partial class Literals
{
    /// <summary>What stands before a list of words.</summary>
    public const string ListMark = "list of ";

    /// <summary>Words of one method that are a list of words, and no few names of fields.</summary>
    private const int ListLength = 5;

    /// <summary>Sentences, lists of words and alternatives of patterns in the methods of a type, with where they stand.</summary>
    /// <param name="type">The type; those inside of it are looked through too.</param>
    public static IEnumerable<string> SpeechIn(TypeDefinition type) =>
        type.Methods.SelectMany(SpeechIn).Concat(type.NestedTypes.SelectMany(SpeechIn));

    /// <summary>A method that makes an exception speaks to whoever set the product up.</summary>
    private static IEnumerable<string> SpeechIn(MethodDefinition method)
    {
        var patterns = method
            .CustomAttributes.Where(attribute => attribute.AttributeType.Name == "GeneratedRegexAttribute")
            .Select(attribute => (string)attribute.ConstructorArguments[0].Value)
            .Where(pattern => Alternatives().IsMatch(pattern));
        var code = method.HasBody ? method.Body.Instructions.ToList() : [];
        var throws = code.Exists(one => one.OpCode == OpCodes.Newobj && MadeBy(one).EndsWith("Exception", StringComparison.Ordinal));
        var texts = code.Where(one => one.OpCode == OpCodes.Ldstr).Select(one => (string)one.Operand).ToList();
        var list = texts.Where(text => Word().IsMatch(text)).Distinct().ToList();
        return patterns
            .Concat(throws ? [] : texts.Where(text => Sentence().IsMatch(text)))
            .Concat(list.Count >= ListLength ? [ListMark + string.Join(", ", list)] : [])
            .Select(text => $"{method.DeclaringType.FullName}.{method.Name}: {text}");
    }

    private static string MadeBy(Instruction made) => ((MethodReference)made.Operand).DeclaringType.Name;

    [GeneratedRegex(@"(^|[^\p{L}-])\p{Ll}+ \p{Ll}+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^ ?\p{Ll}{3,} ?$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Word();

    [GeneratedRegex(@"\p{Ll}{3,}\??\|\p{Ll}{3,}", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Alternatives();
}
