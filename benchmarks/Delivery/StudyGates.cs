namespace Serverless.Benchmarks.Delivery;

/// <summary>Names of gates, told by the words of a refusal.</summary>
internal static class StudyGates
{
    private static readonly (string Word, string Gate)[] Known =
    [
        ("smoke test", "smoke test"),
        ("canary", "canary"),
        ("of the traffic: ", "canary"),
        ("holds a secret", "settings: no secrets"),
        ("Settings of", "settings: held to the table"),
        ("is about", "outputs: of the right stack"),
        ("Put it back", "ledger: drift"),
        ("never served", "rollback: served here before"),
        ("did not start", "readiness before traffic"),
        ("not ready", "readiness before traffic"),
        ("failed", "readiness before traffic"),
        ("ended", "readiness before traffic"),
    ];

    public static string Of(string refusal)
    {
        if (refusal.StartsWith("The gate ", StringComparison.Ordinal))
            return "gate: " + refusal.Split(' ')[2];
        return Known.FirstOrDefault(pair => refusal.Contains(pair.Word, StringComparison.Ordinal)).Gate ?? "refused: " + refusal;
    }
}
