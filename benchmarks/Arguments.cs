namespace Serverless.Benchmarks;

/// <summary>Arguments of the form --name value.</summary>
internal static class Arguments
{
    public static Dictionary<string, string> Read(string[] arguments)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < arguments.Length; i += 2)
            result[arguments[i].TrimStart('-')] = arguments[i + 1];
        return result;
    }

    public static int Usage()
    {
        Console.Error.WriteLine(
            """
            usage: benchmarks calibrate --data FOLDER --kinds FOLDER [--date YYYY-MM-DD]
                   benchmarks kinds --data FOLDER [--date YYYY-MM-DD]
                   benchmarks kinds-train --pictures FOLDER --data FOLDER [--date YYYY-MM-DD]
                   benchmarks speed [--models FOLDER] [--pictures FOLDER]
                   benchmarks forms --models FOLDER --data FOLDER
                   benchmarks load [--seconds N] [--models FOLDER] [--pictures FOLDER] [--minutes N] [--only peer]
                   benchmarks reading [--pages FOLDER] [--data FOLDER]
                   benchmarks device [--package FOLDER] [--models FOLDER] [--rounds N]
                   benchmarks decoders|hosts|stores|events|packages
                   benchmarks study [--real [MISTAKE ...]]
                   benchmarks training --data FOLDER [--work FOLDER] [--date YYYY-MM-DD]
                   benchmarks monitoring --data FOLDER
                   benchmarks archives --models FOLDER --data FOLDER
            """
        );
        return 2;
    }
}
