using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Serverless.Fetching;

/// <summary>
/// Allows connections to public addresses and to networks that the operator names. Which addresses are not public follows the IANA
/// special-purpose address registries (RFC 6890 and its successors); an IPv4 address inside an IPv6 one is checked as itself.
/// </summary>
/// <param name="allowed">Networks that may be connected to although they are not public.</param>
public sealed class AddressRules(IReadOnlyList<IPNetwork> allowed)
{
    private static readonly IPNetwork[] Inner4 =
    [
        .. (
            (string[])
                [
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.31.196.0/24",
                    "192.52.193.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "192.175.48.0/24",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                ]
        ).Select(IPNetwork.Parse),
    ];

    /// <summary>IPv6 beyond this is not global unicast.</summary>
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Inner6 =
    [
        .. ((string[])["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"]).Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Any address: for a person's own command line.</summary>
    public static AddressRules Any { get; } = new([IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("::/0")]);

    /// <summary>Checks an address.</summary>
    /// <param name="address">The address.</param>
    public bool Allows(IPAddress address)
    {
        if (Inside(address) is { } inside)
            return Allows(inside);
        if (allowed.Any(network => network.Contains(Plain(address))))
            return true;
        return address.AddressFamily == AddressFamily.InterNetwork
            ? !Inner4.Any(network => network.Contains(address))
            : address.AddressFamily == AddressFamily.InterNetworkV6
                && address.ScopeId == 0
                && Global6.Contains(address)
                && !Inner6.Any(network => network.Contains(address));
    }

    /// <summary>
    /// The IPv4 address inside an IPv6 one: mapped (::ffff:a.b.c.d), or translated by a NAT64 gateway (64:ff9b::a.b.c.d, RFC 6052).
    /// </summary>
    private static IPAddress? Inside(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return null;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return Nat64.Contains(Plain(address))
            ? new IPAddress(BinaryPrimitives.ReadUInt32LittleEndian(address.GetAddressBytes().AsSpan(12)))
            : null;
    }

    private static IPAddress Plain(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address;
}
