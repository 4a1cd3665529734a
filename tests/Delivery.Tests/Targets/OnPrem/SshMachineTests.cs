using Serverless.Delivery.Targets.OnPrem;

namespace Serverless.Delivery.Tests.Targets.OnPrem;

/// <summary>What ssh and scp are called with, against their manual pages.</summary>
public sealed class SshMachineTests
{
    private const string Options = "-o BatchMode=yes -o ConnectTimeout=10";

    [Fact]
    public async Task Lines_are_one_word_of_the_shell_there_and_run_as_root()
    {
        using var ssh = new StandIn("ssh");
        using var scp = new StandIn("scp");
        var machine = new SshMachine("box", "operator", ssh.Program, scp.Program);

        Assert.Null((await machine.RunAsync("echo 'a b'", default)).Failure);
        Assert.Null(await machine.CopyAsync("/bundles/x.tar", "/var/tmp/x.tar", default));

        Assert.Equal([$"{Options} operator@box -- sudo -n sh -c 'echo '\\''a b'\\'''"], ssh.Calls);
        Assert.Equal([$"-q {Options} -- /bundles/x.tar operator@box:/var/tmp/x.tar"], scp.Calls);
    }

    [Fact]
    public async Task Root_needs_no_sudo_and_an_alias_no_user()
    {
        using var ssh = new StandIn("ssh");

        Assert.Null((await new SshMachine("box", "root", ssh.Program).RunAsync("id", default)).Failure);
        Assert.Null((await new SshMachine("alias", null, ssh.Program).RunAsync("id", default)).Failure);

        Assert.Equal([$"{Options} root@box -- sh -c 'id'", $"{Options} alias -- sudo -n sh -c 'id'"], ssh.Calls);
    }

    [Fact]
    public async Task A_port_there_is_reached_through_one_here()
    {
        using var ssh = new Script("ssh", "for word; do last=$word; done; exec sh -c \"$last\"");

        var opened = await new SshMachine("box", null, ssh.Path).ForwardAsync(8081, default);
        var port = opened.Value!.Address.Port;
        opened.Value.Dispose();

        Assert.Equal(
            $"{Options} -o ExitOnForwardFailure=yes -L 127.0.0.1:{port}:127.0.0.1:8081 box -- echo 127.0.0.1:{port} && sleep 300",
            ssh.Words
        );
    }

    [Theory]
    [InlineData("ssh: connect to host box port 22: Connection timed out", true)]
    [InlineData("ssh: Could not resolve hostname box: Name or service not known", true)]
    [InlineData("refused, nothing was changed: this needs root", false)]
    public async Task A_machine_that_does_not_answer_may_be_tried_again_and_a_refusal_may_not(string said, bool isUnreachable)
    {
        using var ssh = new Script("ssh", $"echo '{said}' >&2; exit 255");

        Assert.Equal(isUnreachable, (await new SshMachine("box", null, ssh.Path).RunAsync("id", default)).Failure!.IsUnreachable);
    }
}
