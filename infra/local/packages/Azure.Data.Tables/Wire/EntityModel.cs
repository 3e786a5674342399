using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>
/// How a class is stored: its public properties and fields, except those marked
/// <see cref="IgnoreDataMemberAttribute"/>, under their own name or that of <see cref="DataMemberAttribute"/>, and the
/// members of <see cref="ITableEntity"/> also where they are implemented explicitly.
/// </summary>
internal sealed class EntityModel
{
    private static readonly ConcurrentDictionary<Type, EntityModel> Models = new();

    private readonly EntityMember[] _members;
    private readonly Dictionary<string, EntityMember> _byName;

    private EntityModel(Type type)
    {
        List<EntityMember> members = [];
        foreach (MemberInfo member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance))
        {
            bool stored = member is FieldInfo || (member is PropertyInfo property && property.GetIndexParameters().Length == 0);
            if (stored && !member.IsDefined(typeof(IgnoreDataMemberAttribute)))
            {
                members.Add(EntityMember.Create(member));
            }
        }

        foreach (PropertyInfo system in typeof(ITableEntity).GetProperties())
        {
            // A public member of the same name stands for it, even an ignored one.
            if (type.GetMember(system.Name, MemberTypes.Property, BindingFlags.Public | BindingFlags.Instance).Length == 0)
            {
                members.Add(EntityMember.Create(system));
            }
        }

        _members = [.. members];
        _byName = [];
        foreach (EntityMember member in _members)
        {
            // The last of two members with one name wins, as it does in the original.
            _byName[member.WireName] = member;
        }
    }

    public static EntityModel Of(Type type) => Models.GetOrAdd(type, static type => new EntityModel(type));

    public void Write(Utf8JsonWriter writer, object entity)
    {
        foreach (EntityMember member in _members)
        {
            if (member.IsSent)
            {
                member.Write(writer, entity);
            }
        }
    }

    /// <summary>The member to set from a property of a response; null when there is none.</summary>
    public EntityMember? Find(string name) => _byName.TryGetValue(name, out EntityMember? member) && member.CanWrite ? member : null;
}
