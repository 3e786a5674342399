using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CxFunnel.Cli.Running;

/// <summary>Ports of this machine's loopback address.</summary>
public static class Port
{
    public const int Default = 7071;

    /// <summary>Checks before anything slow is done; whoever listens later still has to win the port.</summary>
    /// <param name="wanted">1..65535, or 0 for any free one.</param>
    /// <param name="command">The command to name in the advice.</param>
    /// <exception cref="CxException">Another program listens there.</exception>
    public static void Check(int wanted, string command)
    {
        if (wanted != 0 && !IsFree(wanted))
        {
            throw new CxException(string.Create(
                CultureInfo.InvariantCulture,
                $"Port {wanted} is taken by another program. Choose a free one with --port, for example: ./cx {command} --port {FreeNear(wanted)}"));
        }
    }

    public static bool IsFree(int port)
    {
        try
        {
            // Without address reuse the system refuses a port on which anyone listens, also on all addresses.
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreeNear(int port)
    {
        for (int next = port + 1; next <= Math.Min(port + 100, 65535); next++)
        {
            if (IsFree(next))
            {
                return next;
            }
        }

        return 0; // any free one
    }
}
