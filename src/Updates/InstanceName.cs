using System.Security.Cryptography;

namespace Serverless.Updates;

/// <summary>Names a process among its like, on the same machine and elsewhere: the machine and eight random digits.</summary>
public static class InstanceName
{
    private const int MaxMachineLength = 40;

    /// <summary>A new one: lower-case letters, digits and hyphens.</summary>
    public static string New()
    {
        var machine = new string([
            .. Environment.MachineName.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'),
        ]);
        return $"{machine[..Math.Min(machine.Length, MaxMachineLength)]}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    }
}
