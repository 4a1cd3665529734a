namespace Serverless.Core.Tokenization;

/// <summary>Finds the tokenizer of a model folder.</summary>
public static class TokenizerFolder
{
    /// <summary>Reads <c>tokenizer.json</c>, or where there is none the vocabulary and merges.</summary>
    /// <param name="folder">A folder in the Hugging Face layout.</param>
    /// <returns>Its tokenizer.</returns>
    /// <exception cref="InvalidDataException">There is none, or it has unknown entries; the message says what.</exception>
    public static ITokenizer Read(string folder)
    {
        var file = Path.Combine(folder, "tokenizer.json");
        if (File.Exists(file))
            return TokenizerFile.Read(file);
        return File.Exists(Path.Combine(folder, "tokenizer_config.json"))
            ? VocabularyFiles.Read(folder)
            : throw new InvalidDataException($"{folder}: no tokenizer.json, and no tokenizer_config.json with a vocabulary.");
    }

    /// <summary>Whether two folders hold the same <c>tokenizer.json</c>, byte for byte, so that reading one is enough.</summary>
    /// <param name="one">A folder.</param>
    /// <param name="other">Another.</param>
    public static bool IsSame(string one, string other)
    {
        string first = Path.Combine(one, "tokenizer.json"),
            second = Path.Combine(other, "tokenizer.json");
        return File.Exists(first) && File.Exists(second) && File.ReadAllBytes(first).AsSpan().SequenceEqual(File.ReadAllBytes(second));
    }
}
