using System.Diagnostics.CodeAnalysis;

namespace Serverless.Core;

/// <summary>Either a value or an expected failure; bugs and broken set-up are exceptions instead.</summary>
/// <typeparam name="TValue">What was wanted.</typeparam>
/// <typeparam name="TFailure">Why it cannot be had.</typeparam>
public readonly struct Result<TValue, TFailure>
    where TValue : class
    where TFailure : class
{
    private Result(TValue? value, TFailure? failure)
    {
        Value = value;
        Failure = failure;
    }

    /// <summary>The value, null on failure.</summary>
    public TValue? Value { get; }

    /// <summary>The failure, null on success.</summary>
    public TFailure? Failure { get; }

    /// <summary>Unpacks both sides at once.</summary>
    /// <param name="value">The value when this returns true.</param>
    /// <param name="failure">The failure when this returns false.</param>
    public bool TryGet([NotNullWhen(true)] out TValue? value, [NotNullWhen(false)] out TFailure? failure)
    {
        value = Value;
        failure = Failure;
        return value is not null;
    }

    /// <summary>Wraps a value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator Result<TValue, TFailure>(TValue value) => new(value, null);

    /// <summary>Wraps a failure.</summary>
    /// <param name="failure">The failure.</param>
    public static implicit operator Result<TValue, TFailure>(TFailure failure) => new(null, failure);
}
