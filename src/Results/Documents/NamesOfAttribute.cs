using System.ComponentModel.DataAnnotations;
using Serverless.Core.Pipeline;

namespace Serverless.Results.Documents;

/// <summary>A text that is one of an enum's names, as documents write them.</summary>
/// <param name="isOneWord">Whether names are written in lower case as one word, and not in snake_case.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NamesOfAttribute<T>(bool isOneWord = false) : AllowedValuesAttribute([.. NamesOf(isOneWord)])
    where T : struct, Enum
{
    private static IEnumerable<string> NamesOf(bool isOneWord) =>
        isOneWord ? Enum.GetNames<T>().Select(name => name.ToLowerInvariant()) : Enum.GetValues<T>().Select(DocumentWriter.NameOf);
}

/// <summary>A text that is a code of the failure table.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FailureCodesAttribute()
    : AllowedValuesAttribute([.. Enum.GetValues<FailureReason>().Select(reason => FailureTable.Of(reason).Code)]);
