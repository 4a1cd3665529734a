namespace Serverless.Packages.Gate;

/// <summary>Operators that graphs of packages may use, from <c>operators.txt</c>.</summary>
internal sealed class OperatorList
{
    private const string Standard = "ai.onnx";

    private readonly HashSet<string> _allowed;

    private OperatorList(HashSet<string> allowed) => _allowed = allowed;

    /// <summary>Those of the file.</summary>
    public static OperatorList Embedded { get; } = new(Read());

    /// <summary>The name of a domain; the standard one has two.</summary>
    public static string DomainOf(string domain) => domain.Length == 0 ? Standard : domain;

    /// <summary>With some more, each <c>domain:Name</c>, or the name alone in the standard domain.</summary>
    public OperatorList With(IEnumerable<string> more) =>
        new([.. _allowed, .. more.Select(name => name.Contains(':', StringComparison.Ordinal) ? name : $"{Standard}:{name}")]);

    public bool Allows(string fullName) => _allowed.Contains(fullName);

    private static HashSet<string> Read()
    {
        using var stream = typeof(OperatorList).Assembly.GetManifestResourceStream("operators.txt")!;
        using var reader = new StreamReader(stream);
        var operators = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var at = line.IndexOf(' ', StringComparison.Ordinal);
            foreach (var name in line[at..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                operators.Add($"{line[..at]}:{name}");
        }

        return operators;
    }
}
