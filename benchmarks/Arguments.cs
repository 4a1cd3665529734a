namespace Serverless.Benchmarks;

/// <summary>Arguments of the form --name value.</summary>
internal static class Arguments
{
    public static Dictionary<string, string> Read(string[] words)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < words.Length; i += 2) result[words[i].TrimStart('-')] = words[i + 1];
        return result;
    }

    public static int Usage()
    {
        Console.Error.WriteLine("usage: benchmarks calibrate --data FOLDER --kinds FOLDER [--date YYYY-MM-DD]\n       benchmarks speed [--models FOLDER] [--pictures FOLDER]\n       benchmarks forms --models FOLDER --data FOLDER\n       benchmarks decoders|hosts|stores|events\n       benchmarks archives --models FOLDER --data FOLDER");
        return 2;
    }
}
